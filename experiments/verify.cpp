// `regsweep verify DIR --sample N`: trains finished trials again and compares bit for bit. With
// --programs, those by which another program shows whether it is the same to the bit.
#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <limits>
#include <map>

#include "command.hpp"
#include "core/text.hpp"
#include "execution/display/terminal.hpp"
#include "execution/execution_options.hpp"
#include "execution/process/stop_signal.hpp"
#include "execution/programs_of_trials.hpp"
#include "execution/verification.hpp"
#include "json_output.hpp"
#include "results/trial_file.hpp"
#include "trial_choice.hpp"

namespace regsweep {
namespace {

struct VerifyArguments {
  std::string directory;
  std::size_t sample = 3;
  TrialChoice trial;
  bool json = false;
  bool programs = false;
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

// Of each other program trials that have every option of its trials; all of them sorted.
std::vector<std::size_t> sample_of_programs(const Plan& plan, const ProgramsOfTrials& made) {
  std::vector<std::size_t> sample;
  for (const auto& [id, trials] : made.trials) {
    if (id.empty() || id == this_program().id) continue;
    const std::vector<std::size_t> more = sample_of_options(plan, trials);
    sample.insert(sample.end(), more.begin(), more.end());
  }
  std::sort(sample.begin(), sample.end());
  return sample;
}

// Trained again, by the program that made them.
struct Verified {
  std::vector<std::size_t> same, other;
};

// What was shown of a program that is another one than this.
struct Conclusion {
  std::string program, sentence;
  bool same_bits = false;
};

// Records what was shown about other programs.
std::vector<Conclusion> conclude(const Plan& plan, const SweepDirectory& directory,
                                 const ProgramsOfTrials& made,
                                 const std::map<std::string, Verified>& verified) {
  std::vector<Conclusion> shown;
  for (const auto& [id, trials] : made.trials) {
    const auto found = verified.find(id);
    if (id.empty() || found == verified.end()) continue;
    if (id == this_program().id || ProgramRecords(directory).equal(id, this_program().id)) continue;
    const auto& [same, other] = found->second;
    const std::string name = program_name(made.programs.at(id));
    if (!other.empty()) {
      shown.push_back({id, fmt::format("{} and this one give other bits: {}", name,
                                       program_difference(made.programs.at(id), this_program()))});
    } else if (cover_options(plan, same, trials)) {
      std::vector<std::string> ids;
      for (const std::size_t trial : same) ids.push_back(plan.trials[trial].id);
      record_equal_programs(directory, made.programs.at(id), this_program(), ids);
      shown.push_back({id,
                       name + " and this one give the same bits; recorded, so their trials count "
                              "as one",
                       true});
    }
  }
  return shown;
}

// What comes out, while it comes out.
struct Outcomes {
  std::int64_t same = 0, close = 0, different = 0;
  std::map<std::string, Verified> by_program;
  List told;  // for --json

  void add(const Plan& plan, std::size_t index, const Verdict& verdict) {
    const bool equal = verdict.comparison == Comparison::same_bits;
    same += equal;
    close += verdict.comparison == Comparison::within_tolerance;
    different += verdict.comparison == Comparison::different;
    Verified& of_program = by_program[verdict.made_by.id];
    (equal ? of_program.same : of_program.other).push_back(index);
    Value one = trial_json(plan, plan.trials[index]);
    one.set("verdict", Value(word_of_comparison(verdict.comparison)));
    one.set("explanation", text_or_null(verdict.explanation));
    told.push_back(std::move(one));
  }
};

void print_outcomes_json(const Plan& plan, const SweepDirectory& directory,
                         const Outcomes& outcomes, const std::vector<Conclusion>& shown) {
  List programs;
  for (const Conclusion& each : shown) {
    programs.push_back(Value(Map{{"program", each.program, {}},
                                 {"same_bits", each.same_bits, {}},
                                 {"sentence", each.sentence, {}}}));
  }
  print_json("verify", Value(Map{{"sweep", plan.sweep, {}},
                                 {"directory", directory.root().string(), {}},
                                 {"same_bits", outcomes.same, {}},
                                 {"within_tolerance", outcomes.close, {}},
                                 {"different", outcomes.different, {}},
                                 {"trials", Value(outcomes.told), {}},
                                 {"programs", Value(std::move(programs)), {}}}));
}

void print_outcomes(const Outcomes& outcomes, const std::vector<Conclusion>& shown) {
  fmt::print("{} trained again: {} the same bits, {} within 0.01 + 5 %, {} different\n",
             counted(outcomes.told.size(), "trial"), outcomes.same, outcomes.close,
             outcomes.different);
  for (const Conclusion& each : shown) fmt::print("{}\n", each.sentence);
}

std::vector<std::size_t> trials_to_verify(const Plan& plan, const SweepDirectory& directory,
                                          const ProgramsOfTrials& made,
                                          const VerifyArguments& arguments) {
  if (arguments.programs) return sample_of_programs(plan, made);
  if (!arguments.trial.given()) return sample_of_finished(plan, directory, arguments.sample);
  const PlannedTrial& wanted = arguments.trial.of(plan);
  if (trial_state(directory.trial(wanted.id)) != FileState::finished) {
    throw ConfigurationError(
        fmt::format("{} is not finished, so there is nothing to compare with; "
                    "`regsweep list {}` shows which are",
                    trial_name(plan, wanted), arguments.directory));
  }
  return {static_cast<std::size_t>(&wanted - plan.trials.data())};
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
  const ProgramsOfTrials made = programs_of_trials(plan, directory);
  const std::vector<std::size_t> sample = trials_to_verify(plan, directory, made, arguments);
  DatasetCache datasets(usual_cached_bytes, [&](const Value& data) {
    return load_checked(plan.files, data, contents);
  });
  Outcomes outcomes;
  for (const std::size_t index : sample) {
    const Verdict verdict = verify_trial(plan, directory, index, datasets);
    if (verdict.comparison == Comparison::interrupted) return stop_exit_code(stop_signal());
    outcomes.add(plan, index, verdict);
    if (arguments.json) continue;
    const PlannedTrial& trial = plan.trials[index];
    fmt::print("{} {}: {}\n", trial.id, trial_name(plan, trial), verdict_text(verdict, terminal));
    std::fflush(stdout);
  }
  const std::vector<Conclusion> shown = conclude(plan, directory, made, outcomes.by_program);
  if (arguments.json) {
    print_outcomes_json(plan, directory, outcomes, shown);
  } else {
    print_outcomes(outcomes, shown);
  }
  std::fflush(stdout);
  if (outcomes.different > 0) {
    throw StorageError(fmt::format(
        "{} of {} trials do not come out as {} has them; `{}` checks the files", outcomes.different,
        sample.size(), arguments.directory, command_on("doctor", arguments.directory)));
  }
  const bool all_equal = std::ranges::all_of(shown, &Conclusion::same_bits);
  return arguments.programs && !all_equal ? ExitCode::failed_trials : ExitCode::done;
}

}  // namespace

void add_verify(CLI::App& program, Action& chosen) {
  CLI::App* command =
      program.add_subcommand("verify", "Train finished trials again and compare bit for bit");
  command->footer("regsweep verify results/quickstart --sample 5");
  const auto arguments = std::make_shared<VerifyArguments>();
  command->add_option("directory", arguments->directory, "a sweep's directory")
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
  arguments->trial.add_to(*command);
  command->add_flag("--json", arguments->json, "for programs: experiments/docs/json.md");
  command->add_flag("--programs", arguments->programs,
                    "of trials that other programs made as many as have every option of the sweep; "
                    "where the bits are the same, the programs are recorded as equal");
  command->callback([arguments, &chosen] { chosen = [arguments] { return verify(*arguments); }; });
}

}  // namespace regsweep
