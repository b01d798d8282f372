// `regsweep collect DIR`: DIR/results.h5 from the trials that are finished now.
#include <fmt/format.h>

#include "command.hpp"
#include "execution/collecting.hpp"

namespace regsweep {
namespace {

ExitCode collect_now(const std::string& where) {
  const SweepDirectory directory(where);
  Plan plan = directory.read_plan();
  DataIndex index(directory.data_index());
  find_files(plan, directory, AbsentFiles::passed_over, index);
  index.save();
  const CollectReport report = collect_sweep(plan, directory);
  fmt::print("{}: {} of {} trials ({} diverged, {} failed, {} missing, {} damaged)\n",
             shown_path(directory.results()), report.collected,
             static_cast<int>(plan.trials.size()) - report.tuning, report.diverged, report.failed,
             report.missing, report.damaged);
  if (report.tuning > 0) {
    fmt::print("and in a group of their own {} of {} trials that choose settings\n", report.tuned,
               report.tuning);
  }
  for (const std::string& problem : report.problems) fmt::print("{}\n", problem);
  return ExitCode::done;
}

}  // namespace

void add_collect(CLI::App& program, Action& chosen) {
  CLI::App* command =
      program.add_subcommand("collect", "Make DIR/results.h5 from the finished trials");
  command->footer("regsweep collect results/quickstart");
  const auto directory = std::make_shared<std::string>();
  command->add_option("directory", *directory, "a sweep's directory")->required()->type_name("DIR");
  command->callback(
      [directory, &chosen] { chosen = [directory] { return collect_now(*directory); }; });
}

}  // namespace regsweep
