#include "execution/display/progress.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <cstdio>

#include "core/text.hpp"

namespace regsweep {
namespace {

using Clock = std::chrono::steady_clock;

std::string bar(double fraction, int width, const Terminal& terminal) {
  if (width < 3) return "";
  const double share = std::clamp(std::isfinite(fraction) ? fraction : 0.0, 0.0, 1.0);
  const int full = static_cast<int>(std::floor(share * width));
  std::string done, rest;
  for (int i = 0; i < width; ++i) {
    (i < full ? done : rest) +=
        i < full ? (terminal.unicode ? "━" : "#") : (terminal.unicode ? "─" : "-");
  }
  return terminal.green(done) + terminal.dim(rest);
}

std::string left_text(const ProgressState& state) {
  if (state.done == state.total) {
    return state.elapsed < 0.1 ? "" : "in " + duration_text(state.elapsed);
  }
  return state.remaining < 0 ? "" : duration_text(state.remaining) + " left";
}

std::string rate_text(const ProgressState& state) {
  if (state.trials_per_hour <= 0) return "";
  if (state.trials_per_hour >= 7200) {
    return fmt::format("{:.1f} trials/s", state.trials_per_hour / 3600);
  }
  return fmt::format("{:.0f} trials/h", state.trials_per_hour);
}

std::vector<std::string> remarks(const ProgressState& state) {
  std::vector<std::string> parts;
  if (state.failed > 0) parts.push_back(fmt::format("{} failed", state.failed));
  if (state.diverged > 0) parts.push_back(fmt::format("{} diverged", state.diverged));
  if (state.elsewhere > 0) {
    parts.push_back(fmt::format("{} trained by other processes", state.elsewhere));
  }
  return parts;
}

// "12/60 trials  [bar]  34 %  4 min 10 s left  120 trials/h": what does not fit is left out, the
// bar first.
std::string overall_line(const ProgressState& state, const Terminal& terminal) {
  const std::string head = fmt::format("{}/{} trials", state.done, state.total);
  std::string tail =
      fmt::format("{:3.0f} %", std::floor(100 * std::clamp(state.fraction, 0.0, 1.0)));
  std::vector<std::string> more{left_text(state), rate_text(state)};
  for (std::string& remark : remarks(state)) more.push_back(std::move(remark));
  const int room = terminal.width - 1 - shown_width(head) - 2;
  for (const std::string& part : more) {
    if (!part.empty() && shown_width(tail) + 2 + shown_width(part) <= room) tail += "  " + part;
  }
  const int width = std::min(40, room - shown_width(tail) - 2);
  if (width < 8) return terminal.bold(fitted(head + "  " + tail, terminal.width - 1));
  return terminal.bold(head) + "  " + bar(state.fraction, width, terminal) + "  " + tail;
}

std::string worker_line(const WorkerLine& line, int name_width, int label_width,
                        const Terminal& terminal) {
  const std::string name = "  " + fitted(line.worker, name_width) + "  ";
  const int room = terminal.width - 1 - shown_width(name);
  if (line.label.empty()) return name + terminal.dim(fitted(line.activity, room));
  const std::string numbers =
      fmt::format("seed {:<3} epoch {:>5.1f}/{:<4} loss {:<8.4g}", line.seed, line.epoch,
                  number_text(std::round(line.epochs * 10) / 10), line.loss);
  const int numbers_width = shown_width(numbers);
  const int label = std::min(label_width, room - numbers_width - 2);
  if (label < 8) return name + fitted(numbers, room);
  const std::string text = fitted(line.label, label) + "  " + numbers;
  const int width = std::min(20, room - label - 2 - numbers_width - 2);
  return name + text + (width < 6 ? "" : "  " + bar(line.fraction, width, terminal));
}

}  // namespace

std::vector<std::string> progress_lines(const ProgressState& state, const Terminal& terminal) {
  std::vector<std::string> lines{overall_line(state, terminal)};
  int name_width = 1, label_width = 8;
  for (const WorkerLine& line : state.workers) {
    name_width = std::max(name_width, shown_width(line.worker));
    label_width = std::max(label_width, shown_width(line.label));
  }
  for (const WorkerLine& line : state.workers) {
    lines.push_back(worker_line(line, name_width, label_width, terminal));
  }
  if (!state.notice.empty()) {
    lines.push_back(terminal.yellow(fitted(state.notice, terminal.width - 1)));
  }
  return lines;
}

std::string progress_sentence(const ProgressState& state) {
  std::vector<std::string> parts{fmt::format("{}/{} trials", state.done, state.total)};
  for (const std::string& part : {rate_text(state), left_text(state)}) {
    if (!part.empty()) parts.push_back(part);
  }
  for (std::string& remark : remarks(state)) parts.push_back(std::move(remark));
  return join(parts, ", ");
}

ProgressDisplay::ProgressDisplay(Terminal terminal) : terminal_(terminal) {
  if (!terminal_.interactive) return;
  std::fputs("\033[?25l", stdout);
  std::fflush(stdout);
}

ProgressDisplay::~ProgressDisplay() { show_cursor(); }

void ProgressDisplay::erase() {
  if (drawn_ > 0) fmt::print("\033[{}A\r\033[J", drawn_);
  drawn_ = 0;
}

void ProgressDisplay::show(const ProgressState& state) {
  if (!terminal_.interactive || !open_) return;
  if (drawn_ > 0 && Clock::now() - last_show_ < std::chrono::milliseconds(90)) return;
  last_show_ = Clock::now();
  terminal_.width = terminal_of(STDOUT_FILENO).width;  // the window may have changed
  std::string picture = drawn_ > 0 ? fmt::format("\033[{}A\r", drawn_) : "";
  const std::vector<std::string> lines = progress_lines(state, terminal_);
  for (const std::string& line : lines) picture += line + "\033[K\n";
  if (lines.size() < drawn_) picture += "\033[J";
  drawn_ = lines.size();
  std::fputs(picture.c_str(), stdout);
  std::fflush(stdout);
}

void ProgressDisplay::finished(const std::vector<std::string>& sentences,
                               const ProgressState& state) {
  if (terminal_.interactive || !open_ || sentences.empty()) return;
  held_back_ += static_cast<std::int64_t>(sentences.size());
  const bool last = state.done == state.total;
  if (said_anything_ && !last && Clock::now() - last_line_ < std::chrono::seconds(10)) return;
  const std::string others =
      held_back_ > 1 ? fmt::format(" (and {} more since the last line)", held_back_ - 1) : "";
  said_anything_ = true;
  held_back_ = 0;
  last_line_ = Clock::now();
  say(fmt::format("{}; {}{}", progress_sentence(state), sentences.back(), others));
}

void ProgressDisplay::say(const std::string& line) {
  if (terminal_.interactive) erase();
  fmt::print("{}\n", line);
  std::fflush(stdout);
}

void ProgressDisplay::close(const ProgressState& state) {
  if (!terminal_.interactive || !open_) return;
  erase();
  fmt::print("{}\n", overall_line(state, terminal_));
  show_cursor();
}

void ProgressDisplay::show_cursor() {
  if (!terminal_.interactive || !open_) return;
  open_ = false;
  std::fputs("\033[?25h", stdout);
  std::fflush(stdout);
}

}  // namespace regsweep
