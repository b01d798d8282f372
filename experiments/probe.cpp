// `regsweep probe DIR [NAME...]`: measures finished trials, and adds what it finds to their files.
#include <fmt/format.h>

#include <cstdio>
#include <map>

#include "command.hpp"
#include "core/text.hpp"
#include "execution/collecting.hpp"
#include "execution/display/terminal.hpp"
#include "execution/execution_options.hpp"
#include "execution/probing.hpp"
#include "execution/process/stop_signal.hpp"

namespace regsweep {
namespace {

struct ProbeArguments {
  std::string directory;
  std::vector<std::string> names;
  bool again = false;
};

std::string probing_text(Probing outcome) {
  switch (outcome) {
    case Probing::there:
      return "measured before";
    case Probing::from_kept:
      return "measured with its kept parameters";
    case Probing::trained_again:
      return "trained again to the same bits, and measured";
    case Probing::held:
      return "another process works on it; left to that";
    default:
      return "not finished";
  }
}

// What is asked for must fit the trials, as if it stood in the sweep.
void check_fit(const Plan& plan, const Value& probes) {
  Plan asked = plan;
  asked.probes = probes;
  check_and_estimate(asked);
}

ExitCode probe(const ProbeArguments& arguments) {
  watch_stop_signals();
  const SweepDirectory directory(arguments.directory);
  Plan plan = directory.read_plan();
  DataIndex index(directory.data_index());
  find_files(plan, directory, AbsentFiles::refused, index);
  index.save();
  use_blas_kernel(execution_of(plan).blas_kernel);
  const Value probes = probes_to_measure(plan, arguments.names);
  check_fit(plan, probes);
  DatasetCache datasets(usual_cached_bytes,
                        [&](const Value& data) { return load_checked(plan.files, data, index); });
  std::map<Probing, std::int64_t> counts;
  for (std::size_t i = 0; i < plan.trials.size() && stop_signal() == 0; ++i) {
    const Probing outcome = probe_trial(plan, directory, i, probes, arguments.again, datasets);
    if (outcome == Probing::interrupted) break;
    ++counts[outcome];
    fmt::print("{} {}: {}\n", plan.trials[i].id, trial_name(plan, plan.trials[i]),
               probing_text(outcome));
    std::fflush(stdout);
  }
  if (stop_signal() != 0) return stop_exit_code(stop_signal());
  const std::int64_t measured = counts[Probing::from_kept] + counts[Probing::trained_again];
  fmt::print("{} measured, {} had been before, {} are not finished, {} held by others\n",
             counted(measured, "trial"), counts[Probing::there], counts[Probing::not_finished],
             counts[Probing::held]);
  if (measured > 0) collect_sweep(plan, directory);
  return counts[Probing::held] > 0 ? ExitCode::failed_trials : ExitCode::done;
}

}  // namespace

void add_probe(CLI::App& program, Action& chosen) {
  CLI::App* command = program.add_subcommand(
      "probe", "Measure finished trials, with their kept parameters or by training them again");
  command->footer("regsweep probe results/quickstart unit_usage");
  const auto arguments = std::make_shared<ProbeArguments>();
  command->add_option("directory", arguments->directory, "a sweep's directory")
      ->required()
      ->type_name("DIR");
  command
      ->add_option("names", arguments->names,
                   "probes; default: those of the sweep. `regsweep describe` lists them")
      ->type_name("NAME");
  command->add_flag("--again", arguments->again,
                    "also what has been measured: the numbers have to be the same");
  command->callback([arguments, &chosen] { chosen = [arguments] { return probe(*arguments); }; });
}

}  // namespace regsweep
