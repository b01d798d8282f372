// `regsweep logs DIR [TRIAL]`: what workers and tasks said. Without TRIAL the end of each log, the
// latest last; of a trial, by the begin of its id or by variant and seed, every line about it;
// --follow goes on with what is said from then on. Reads files only.
#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <fstream>
#include <map>
#include <thread>

#include "command.hpp"
#include "execution/directory/standing.hpp"
#include "execution/display/terminal.hpp"
#include "execution/process/stop_signal.hpp"
#include "trial_choice.hpp"

namespace regsweep {
namespace {

namespace fs = std::filesystem;

struct LogsArguments {
  std::string directory;
  TrialChoice trial;
  std::size_t lines = 5, files = 10;
  bool follow = false;
};

// The latest last.
std::vector<fs::path> log_files(const SweepDirectory& directory) {
  std::vector<std::pair<fs::file_time_type, fs::path>> found;
  directory.visit(Folder::logs, [&](const fs::path& file, const FileName& name) {
    std::error_code ignored;
    if (name.kind == FileKind::log) found.emplace_back(fs::last_write_time(file, ignored), file);
  });
  std::sort(found.begin(), found.end());
  std::vector<fs::path> files;
  for (auto& [time, path] : found) files.push_back(std::move(path));
  return files;
}

template <class Wanted>
std::vector<std::string> lines_of(const fs::path& file, const Wanted& wanted) {
  std::ifstream stream(file);
  std::vector<std::string> lines;
  for (std::string line; std::getline(stream, line);) {
    if (wanted(line)) lines.push_back(std::move(line));
  }
  return lines;
}

void show_ends(const std::vector<fs::path>& files, const LogsArguments& arguments) {
  const Terminal terminal = terminal_of(1);
  const std::size_t hidden = files.size() - std::min(files.size(), arguments.files);
  if (hidden > 0) fmt::print("({} older logs are left out; --files shows more)\n", hidden);
  for (std::size_t i = hidden; i < files.size(); ++i) {
    const std::vector<std::string> lines =
        lines_of(files[i], [](const std::string&) { return true; });
    fmt::print("{}\n", terminal.bold(shown_path(files[i])));
    for (std::size_t line = lines.size() - std::min(lines.size(), arguments.lines);
         line < lines.size(); ++line) {
      fmt::print("  {}\n", lines[line]);
    }
  }
}

// What logs say from now on, whole lines only.
class LogFollower {
 public:
  /// Lines that contain `wanted`; all when it is empty.
  LogFollower(const SweepDirectory& directory, std::string wanted)
      : directory_(directory), wanted_(std::move(wanted)) {
    for (const fs::path& file : log_files(directory)) offsets_[file] = size_of(file);
  }

  void print_news() {
    for (const fs::path& file : log_files(directory_)) {
      std::uintmax_t& offset = offsets_[file];
      if (size_of(file) <= offset) continue;
      std::ifstream stream(file);
      stream.seekg(static_cast<std::streamoff>(offset));
      for (std::string line; std::getline(stream, line) && !stream.eof();) {
        offset += line.size() + 1;
        if (line.find(wanted_) == std::string::npos) continue;
        fmt::print("{}  ({})\n", line, file.filename().string());
      }
    }
    std::fflush(stdout);
  }

 private:
  static std::uintmax_t size_of(const fs::path& file) {
    std::error_code gone;
    const std::uintmax_t size = fs::file_size(file, gone);
    return gone ? 0 : size;
  }

  const SweepDirectory& directory_;
  std::string wanted_;
  std::map<fs::path, std::uintmax_t> offsets_;
};

// Until every trial is finished or failed for good, or somebody asks to stop.
void follow(const Plan& plan, const SweepDirectory& directory, const std::string& id) {
  watch_stop_signals();
  LogFollower follower(directory, id);
  for (bool last = false; stop_signal() == 0;) {
    follower.print_news();
    if (last) return;
    const Standing now = standing(plan, directory);
    last = now.count(TrialState::left) + now.count(TrialState::running) == 0;
    std::this_thread::sleep_for(std::chrono::milliseconds(500));
  }
}

// Every line about a trial, in the order of time: each line begins with it.
void show_lines_about(const std::string& id, const std::vector<fs::path>& files) {
  std::vector<std::string> said;
  for (const fs::path& file : files) {
    for (const std::string& line : lines_of(
             file, [&](const std::string& each) { return each.find(id) != std::string::npos; })) {
      said.push_back(fmt::format("{}  ({})", line, file.filename().string()));
    }
  }
  std::sort(said.begin(), said.end());
  if (said.empty()) fmt::print("No log speaks of {}\n", id);
  for (const std::string& line : said) fmt::print("{}\n", line);
}

ExitCode logs(const LogsArguments& arguments) {
  const SweepDirectory directory(arguments.directory);
  const Plan plan = directory.read_plan();
  const std::vector<fs::path> files = log_files(directory);
  const std::string id = arguments.trial.given() ? arguments.trial.of(plan).id : "";
  if (files.empty()) fmt::print("{} has no logs yet\n", shown_path(directory.root()));
  if (id.empty()) {
    show_ends(files, arguments);
  } else {
    show_lines_about(id, files);
  }
  if (arguments.follow) follow(plan, directory, id);
  return ExitCode::done;
}

}  // namespace

void add_logs(CLI::App& program, Action& chosen) {
  CLI::App* command =
      program.add_subcommand("logs", "What workers and tasks said; of one trial, every line");
  command->footer("regsweep logs results/quickstart --variant \"hidden 0.5, input 0.2\" --seed 3");
  const auto arguments = std::make_shared<LogsArguments>();
  command->add_option("directory", arguments->directory, "a sweep's directory")
      ->required()
      ->type_name("DIR");
  command->add_option("trial", arguments->trial.id, "a trial's id, or the begin of it")
      ->type_name("TRIAL");
  arguments->trial.add_to(*command);
  command->add_flag("--follow", arguments->follow,
                    "go on with what is said from now on, until everything is done; Ctrl-C ends "
                    "looking, not training");
  command->add_option("--lines", arguments->lines, "of the end of each log")->type_name("N");
  command->add_option("--files", arguments->files, "how many logs, the latest")->type_name("N");
  command->callback([arguments, &chosen] { chosen = [arguments] { return logs(*arguments); }; });
}

}  // namespace regsweep
