// `regsweep verify DIR --sample N`: trains finished trials again and compares bit for bit.
#include <fmt/format.h>

#include <cstdio>
#include <limits>

#include "command.hpp"
#include "execution/display/terminal.hpp"
#include "execution/execution_options.hpp"
#include "execution/process/stop_signal.hpp"
#include "execution/verification.hpp"
#include "json_output.hpp"

namespace regsweep {
namespace {

struct VerifyArguments {
  std::string directory;
  std::size_t sample = 3;
  bool json = false;
};

const char* word_of_comparison(Comparison comparison) {
  if (comparison == Comparison::same_bits) return "same_bits";
  return comparison == Comparison::within_tolerance ? "within_tolerance" : "different";
}

std::string verdict_text(const Verdict& verdict, const Terminal& terminal) {
  if (verdict.comparison == Comparison::same_bits) return terminal.green("the same bits");
  if (verdict.comparison == Comparison::within_tolerance) {
    return terminal.yellow("within the tolerance: ") + verdict.explanation;
  }
  return terminal.red("DIFFERENT: ") + verdict.explanation;
}

ExitCode verify(const VerifyArguments& arguments) {
  watch_stop_signals();
  const Terminal terminal = terminal_of(1);
  const SweepDirectory directory(arguments.directory);
  Plan plan = directory.read_plan();
  DataIndex contents(directory.data_index());
  find_files(plan, directory, AbsentFiles::refused, contents);
  contents.save();
  use_blas_kernel(execution_of(plan).blas_kernel);
  const std::vector<std::size_t> sample = sample_of_finished(plan, directory, arguments.sample);
  DatasetCache datasets(usual_cached_bytes, [&](const Value& data) {
    return load_checked(plan.files, data, contents);
  });
  std::int64_t same = 0, close = 0, different = 0;
  List verdicts;
  for (const std::size_t index : sample) {
    const Verdict verdict = verify_trial(plan, directory, index, datasets);
    if (verdict.comparison == Comparison::interrupted) return stop_exit_code(stop_signal());
    same += verdict.comparison == Comparison::same_bits;
    close += verdict.comparison == Comparison::within_tolerance;
    different += verdict.comparison == Comparison::different;
    const PlannedTrial& trial = plan.trials[index];
    if (arguments.json) {
      Value told = trial_json(plan, trial);
      told.set("verdict", Value(word_of_comparison(verdict.comparison)));
      told.set("explanation", text_or_null(verdict.explanation));
      verdicts.push_back(std::move(told));
      continue;
    }
    fmt::print("{} {}: {}\n", trial.id, trial_name(plan, trial), verdict_text(verdict, terminal));
    std::fflush(stdout);
  }
  if (arguments.json) {
    print_json("verify", Value(Map{{"sweep", plan.sweep, {}},
                                   {"directory", directory.root().string(), {}},
                                   {"same_bits", same, {}},
                                   {"within_tolerance", close, {}},
                                   {"different", different, {}},
                                   {"trials", Value(std::move(verdicts)), {}}}));
  } else {
    fmt::print("{} trials trained again: {} the same bits, {} within 0.01 + 5 %, {} different\n",
               sample.size(), same, close, different);
  }
  if (different == 0) return ExitCode::done;
  std::fflush(stdout);
  throw StorageError(fmt::format(
      "{} of {} trials do not come out as {} has them; `regsweep doctor {}` checks the files",
      different, sample.size(), arguments.directory, arguments.directory));
}

}  // namespace

void add_verify(CLI::App& program, Action& chosen) {
  CLI::App* command =
      program.add_subcommand("verify", "Train finished trials again and compare bit for bit");
  const auto arguments = std::make_shared<VerifyArguments>();
  command->add_option("directory", arguments->directory, "a sweep directory")
      ->required()
      ->type_name("DIR");
  command
      ->add_option("--sample", arguments->sample,
                   "how many trials, spread over the plan; default: 3")
      ->type_name("N")
      ->check(CLI::PositiveNumber);
  command->add_flag_callback(
      "--all", [arguments] { arguments->sample = std::numeric_limits<std::size_t>::max(); },
      "every finished trial");
  command->add_flag("--json", arguments->json, "for programs: experiments/docs/json.md");
  command->callback([arguments, &chosen] { chosen = [arguments] { return verify(*arguments); }; });
}

}  // namespace regsweep
