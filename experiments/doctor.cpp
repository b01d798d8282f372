// `regsweep doctor DIR`: reads every file of a sweep, says what is damaged, lost, stale or foreign;
// --repair does what is safe.
#include <fmt/format.h>

#include "command.hpp"
#include "core/text.hpp"
#include "execution/display/terminal.hpp"
#include "execution/doctor.hpp"

namespace regsweep {
namespace {

struct DoctorArguments {
  std::string directory;
  bool repair = false;
};

std::string name_of(Finding finding, const Terminal& terminal) {
  switch (finding) {
    case Finding::damaged:
      return terminal.red("damaged");
    case Finding::lost:
      return terminal.red("lost   ");
    case Finding::stale:
      return terminal.yellow("stale  ");
    case Finding::missing:
      return terminal.yellow("missing");
    case Finding::changed:
      return terminal.red("changed");
    case Finding::unproven:
      return terminal.yellow("unproven");
    default:
      return terminal.dim("foreign");
  }
}

ExitCode doctor(const DoctorArguments& arguments) {
  const Terminal terminal = terminal_of(1);
  const SweepDirectory directory(arguments.directory);
  const Plan plan = directory.read_plan();
  const Diagnosis found = diagnose(plan, directory);
  std::int64_t repairable = 0, damaged_left = 0;
  for (const Observation& each : found.observations) {
    fmt::print("{} {}: {}\n", name_of(each.finding, terminal), shown_path(each.file),
               each.sentence);
    const std::string done = arguments.repair ? repair(each, plan, directory) : "";
    if (!done.empty()) fmt::print("        {}\n", done);
    repairable += done.empty() && each.remedy != Remedy::none;
    damaged_left +=
        done.empty() && (each.finding == Finding::damaged || each.finding == Finding::lost);
  }
  fmt::print(
      "{}: {} of {} trials finished and verified, {} open, {} failed; {} damaged, {} lost, {} "
      "stale, {} missing, {} foreign{}{}\n",
      terminal.bold(plan.sweep), with_thousands(found.finished),
      with_thousands(static_cast<long long>(plan.trials.size())), found.open, found.failed,
      found.count(Finding::damaged), found.count(Finding::lost), found.count(Finding::stale),
      found.count(Finding::missing), found.count(Finding::foreign),
      found.count(Finding::changed) > 0 ? ", data changed" : "",
      found.count(Finding::unproven) > 0 ? ", data unproven" : "");
  if (repairable > 0 && !arguments.repair) {
    fmt::print("Next: regsweep doctor {} --repair\n", arguments.directory);
  }
  if (found.open > 0) {
    fmt::print("Next: regsweep run SWEEP.yaml, or regsweep work {}, trains the open trials\n",
               arguments.directory);
  }
  if (damaged_left > 0) return ExitCode::storage;
  return found.count(Finding::changed) > 0 ? ExitCode::data : ExitCode::done;
}

}  // namespace

void add_doctor(CLI::App& program, Action& chosen) {
  CLI::App* command =
      program.add_subcommand("doctor", "Check every file of a sweep; --repair mends what is safe");
  const auto arguments = std::make_shared<DoctorArguments>();
  command->add_option("directory", arguments->directory, "a sweep directory")
      ->required()
      ->type_name("DIR");
  command->add_flag(
      "--repair", arguments->repair,
      "move damaged files to DIR/damaged, remove what killed processes left, collect");
  command->callback([arguments, &chosen] { chosen = [arguments] { return doctor(*arguments); }; });
}

}  // namespace regsweep
