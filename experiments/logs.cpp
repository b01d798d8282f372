// `regsweep logs DIR [TRIAL]`: what workers and tasks said. Without TRIAL the end of each log, the
// latest last; with the begin of a trial's id, every line about it. Reads files only.
#include <fmt/format.h>

#include <algorithm>
#include <fstream>

#include "command.hpp"
#include "core/text.hpp"
#include "execution/display/terminal.hpp"

namespace regsweep {
namespace {

namespace fs = std::filesystem;

struct LogsArguments {
  std::string directory, trial;
  std::size_t lines = 5, files = 10;
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

// The one trial whose id begins so.
std::string trial_named(const Plan& plan, const std::string& begin) {
  std::vector<std::string> fitting, all;
  for (const PlannedTrial& trial : plan.trials) {
    all.push_back(trial.id);
    if (trial.id.starts_with(begin)) fitting.push_back(trial.id);
  }
  if (fitting.size() == 1) return fitting.front();
  if (fitting.empty()) {
    throw ConfigurationError(
        fmt::format("no trial's id begins with '{}'; {}", begin, suggestion(begin, all)));
  }
  throw ConfigurationError(
      fmt::format("{} trials' ids begin with '{}'; give more of it", fitting.size(), begin));
}

ExitCode logs(const LogsArguments& arguments) {
  const SweepDirectory directory(arguments.directory);
  const Plan plan = directory.read_plan();
  const std::vector<fs::path> files = log_files(directory);
  if (files.empty()) fmt::print("{} has no logs yet\n", shown_path(directory.root()));
  if (arguments.trial.empty()) {
    show_ends(files, arguments);
    return ExitCode::done;
  }
  const std::string id = trial_named(plan, arguments.trial);
  std::vector<std::string> said;  // each line begins with its time
  for (const fs::path& file : files) {
    for (const std::string& line : lines_of(
             file, [&](const std::string& each) { return each.find(id) != std::string::npos; })) {
      said.push_back(fmt::format("{}  ({})", line, file.filename().string()));
    }
  }
  std::sort(said.begin(), said.end());
  if (said.empty()) fmt::print("No log speaks of {}\n", id);
  for (const std::string& line : said) fmt::print("{}\n", line);
  return ExitCode::done;
}

}  // namespace

void add_logs(CLI::App& program, Action& chosen) {
  CLI::App* command =
      program.add_subcommand("logs", "What workers and tasks said; of one trial, every line");
  const auto arguments = std::make_shared<LogsArguments>();
  command->add_option("directory", arguments->directory, "a sweep directory")
      ->required()
      ->type_name("DIR");
  command->add_option("trial", arguments->trial, "a trial's id, or the begin of it")
      ->type_name("TRIAL");
  command->add_option("--lines", arguments->lines, "of the end of each log")->type_name("N");
  command->add_option("--files", arguments->files, "how many logs, the latest")->type_name("N");
  command->callback([arguments, &chosen] { chosen = [arguments] { return logs(*arguments); }; });
}

}  // namespace regsweep
