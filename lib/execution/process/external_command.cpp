#include "execution/process/external_command.hpp"

#include <fmt/format.h>
#include <poll.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstring>

#include "core/pipe.hpp"
#include "core/subprocess.hpp"
#include "core/text.hpp"

namespace regsweep {
namespace {

using Clock = std::chrono::steady_clock;

constexpr int code_of_no_program = 127;
constexpr int code_of_no_answer = 124;

// Feeds and empties the pipes until the program closes its ends; false when the time is over.
bool converse(Pipe& in, Pipe& out, Pipe& err, std::string_view input, CommandResult& result,
              Clock::time_point end) {
  fcntl(in.write_end(), F_SETFL, O_NONBLOCK);
  while (out.read_end() >= 0 || err.read_end() >= 0) {
    if (input.empty()) in.close_write();
    std::array<pollfd, 3> ends{pollfd{out.read_end(), POLLIN, 0}, pollfd{err.read_end(), POLLIN, 0},
                               pollfd{in.write_end(), POLLOUT, 0}};
    const auto left =
        std::chrono::duration_cast<std::chrono::milliseconds>(end - Clock::now()).count();
    if (left <= 0) return false;
    if (poll(ends.data(), ends.size(), static_cast<int>(left)) <= 0) continue;
    const auto take = [](const pollfd& from, Pipe& pipe, std::string& text) {
      if (from.revents == 0) return;
      std::array<char, 4096> bytes;
      const ssize_t count = read(from.fd, bytes.data(), bytes.size());
      if (count > 0) text.append(bytes.data(), static_cast<std::size_t>(count));
      if (count == 0 || (count < 0 && errno != EINTR)) pipe.close_read();
    };
    take(ends[0], out, result.out);
    take(ends[1], err, result.err);
    if (ends[2].revents == 0) continue;
    const ssize_t count = write(ends[2].fd, input.data(), input.size());
    if (count > 0) input.remove_prefix(static_cast<std::size_t>(count));
    if (count < 0 && errno != EINTR && errno != EAGAIN) {
      input = {};  // it does not want to read more
    }
  }
  return true;
}

}  // namespace

CommandResult run_command(const std::vector<std::string>& words, const std::string& input,
                          double seconds) {
  std::signal(SIGPIPE, SIG_IGN);  // a program that does not read its stdin is no reason to die
  CommandResult result;
  Pipe in;
  Pipe out;
  Pipe err;
  Subprocess process = Subprocess::start({.program = words[0],
                                          .words = words,
                                          .input = in.read_end(),
                                          .output = out.write_end(),
                                          .errors = err.write_end()});
  if (process.error() != 0) {
    return {code_of_no_program, "",
            fmt::format("{}: {}", words[0], std::strerror(process.error()))};
  }
  in.close_read();
  out.close_write();
  err.close_write();
  const auto limit =
      std::chrono::duration_cast<Clock::duration>(std::chrono::duration<double>(seconds));
  const bool in_time = converse(in, out, err, input, result, Clock::now() + limit);
  if (!in_time) process.send(SIGKILL);
  const ProcessEnd end = process.wait();
  result.code = end.signal == 0 ? end.code : 128 + end.signal;
  if (!in_time) {
    result.code = code_of_no_answer;
    result.err += fmt::format("{} did not answer within {:g} s", words[0], seconds);
  }
  return result;
}

std::string shell_quoted(const std::string& text) {
  const std::string harmless =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-./=:,+@%";
  if (!text.empty() && text.find_first_not_of(harmless) == std::string::npos) return text;
  std::string quoted = "'";
  for (const char each : text) {
    if (each == '\'') {
      quoted += "'\\''";
    } else {
      quoted += each;
    }
  }
  return quoted + "'";
}

std::string command_text(const std::vector<std::string>& words) {
  std::vector<std::string> quoted;
  for (const std::string& word : words) quoted.push_back(shell_quoted(word));
  return join(quoted, " ");
}

}  // namespace regsweep
