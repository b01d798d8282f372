// `regsweep retry DIR --failed --diverged`: makes such trials open again; `run` or `work` trains
// them.
#include <fmt/format.h>

#include "command.hpp"
#include "execution/retrying.hpp"

namespace regsweep {
namespace {

struct RetryArguments {
  std::string directory;
  bool failed = false, diverged = false, other_programs = false;
};

ExitCode retry_now(const RetryArguments& arguments) {
  const SweepDirectory directory(arguments.directory);
  const Plan plan = directory.read_plan();
  const bool none = !arguments.failed && !arguments.diverged && !arguments.other_programs;
  RetryReport report = retry(plan, directory, arguments.failed || none, arguments.diverged);
  if (arguments.other_programs) {
    const RetryReport others = retry_other_programs(directory.read_plan(), directory);
    report.of_other_programs = others.of_other_programs;
    report.busy += others.busy;
    report.generations += others.generations;
  }
  const std::int64_t opened = report.failed + report.diverged + report.of_other_programs;
  fmt::print("{} failed and {} diverged trials are open again", report.failed, report.diverged);
  if (arguments.other_programs) {
    fmt::print(", and {} of other programs", report.of_other_programs);
  }
  if (opened > 0) {
    fmt::print("; what they left is in {}", shown_path(directory.folder(Folder::retried)));
  }
  if (report.busy > 0) fmt::print("; {} are trained just now and were left alone", report.busy);
  fmt::print("\n");
  if (report.generations > 0) {
    fmt::print(
        "What was chosen or decided by their results is taken back and made anew when all trials "
        "before it are finished\n");
  }
  if (opened > 0) {
    fmt::print("Next: the same `regsweep run` as before, or {}\n",
               command_on("work", arguments.directory));
  }
  return ExitCode::done;
}

}  // namespace

void add_retry(CLI::App& program, Action& chosen) {
  CLI::App* command = program.add_subcommand("retry", "Make failed or diverged trials open again");
  command->footer("regsweep retry results/quickstart --failed");
  const auto arguments = std::make_shared<RetryArguments>();
  command->add_option("directory", arguments->directory, "a sweep's directory")
      ->required()
      ->type_name("DIR");
  command->add_flag("--failed", arguments->failed, "trials that failed three times; the default");
  command->add_flag("--diverged", arguments->diverged,
                    "trials that diverged: they diverge again unless the program changed");
  command->add_flag("--other-programs", arguments->other_programs,
                    "finished trials that another program made, unless it is recorded as equal");
  command->callback(
      [arguments, &chosen] { chosen = [arguments] { return retry_now(*arguments); }; });
}

}  // namespace regsweep
