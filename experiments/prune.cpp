// `regsweep prune DIR`: what is there of trials that the plan no longer has; --remove removes it.
#include <fmt/format.h>

#include "command.hpp"
#include "core/text.hpp"
#include "execution/memory_guard.hpp"
#include "execution/pruning.hpp"

namespace regsweep {
namespace {

struct PruneArguments {
  std::string directory;
  bool remove = false;
};

ExitCode prune(const PruneArguments& arguments) {
  const SweepDirectory directory(arguments.directory);
  const Orphans orphans = orphans_of(directory.read_plan(), directory);
  if (orphans.busy > 0) {
    fmt::print("Left alone: {} of trials that a process trains just now\n",
               counted(orphans.busy, "file"));
  }
  if (orphans.files.empty()) {
    fmt::print("Nothing to prune: every trial in {} is one of its plan\n",
               shown_path(directory.root()));
    return ExitCode::done;
  }
  const std::string what = fmt::format(
      "{} ({}), {} among them, of no trial of the plan", counted(orphans.files.size(), "file"),
      memory_text(orphans.bytes), counted(orphans.trials, "finished trial"));
  if (arguments.remove) {
    remove_files(orphans);
    fmt::print("Removed {}\n", what);
    return ExitCode::done;
  }
  for (const std::filesystem::path& file : orphans.files) fmt::print("{}\n", shown_path(file));
  fmt::print("{}. An earlier plan would find them again; without them it trains them again.\n",
             what);
  fmt::print("Nothing was removed. Next: regsweep prune {} --remove\n", arguments.directory);
  return ExitCode::done;
}

}  // namespace

void add_prune(CLI::App& program, Action& chosen) {
  CLI::App* command = program.add_subcommand(
      "prune", "Show what is there of trials that the plan no longer has; --remove removes it");
  command->footer("regsweep prune results/quickstart");
  const auto arguments = std::make_shared<PruneArguments>();
  command->add_option("directory", arguments->directory, "a sweep's directory")
      ->required()
      ->type_name("DIR");
  command->add_flag("--remove", arguments->remove, "remove these files; they do not come back");
  command->callback([arguments, &chosen] { chosen = [arguments] { return prune(*arguments); }; });
}

}  // namespace regsweep
