// `regsweep status DIR`: done, running, failed, left; throughput, ETA; the variants so far, in the
// order of the plan. Writes nothing but the cache trials.index.
#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <limits>
#include <thread>

#include "command.hpp"
#include "core/text.hpp"
#include "execution/directory/failures.hpp"
#include "execution/directory/standing.hpp"
#include "execution/display/looks_table.hpp"
#include "execution/display/summary.hpp"
#include "execution/display/tracker.hpp"
#include "execution/display/tuning_table.hpp"
#include "execution/process/stop_signal.hpp"
#include "execution/programs_of_trials.hpp"
#include "execution/slurm/queue.hpp"
#include "execution/slurm/script.hpp"
#include "execution/slurm/usage.hpp"
#include "json_output.hpp"
#include "sweep/looks.hpp"

namespace regsweep {
namespace {

struct StatusArguments {
  std::string directory;
  bool watch = false, json = false;
  std::size_t most = 10;  // variants in the table
};

std::string claimed_name_of(const ClaimRecord& claim) {
  return claim.holder.host == this_process().host
             ? claim.worker
             : fmt::format("{}:{}", claim.holder.host, claim.worker);
}

ProgressState picture(const Tracker& tracker, const SweepDirectory& directory) {
  ProgressState state = tracker.state();
  if (state.remaining < 0) tracker.estimate_from_files(directory, state);
  for (const LiveClaim& claim : tracker.claims()) {
    state.workers.push_back(tracker.line_of(claim, claimed_name_of(claim.record)));
  }
  return state;
}

void show_failures(const Plan& plan, const SweepDirectory& directory, const Tracker& tracker,
                   const Terminal& terminal) {
  for (std::size_t i = 0; i < plan.trials.size(); ++i) {
    if (tracker.standing().states[i] == TrialState::failed) {
      if (const auto failure = read_failure(directory.failure(plan.trials[i].id))) {
        fmt::print("{} {}, {}: {}\n", terminal.red("failed"), trial_name(plan, plan.trials[i]),
                   counted(failure->attempts, "attempt"), failure->message);
      }
    }
  }
}

Value as_json(const Plan& plan, const SweepDirectory& directory, const Tracker& tracker,
              const ProgressState& state) {
  const Standing& standing = tracker.standing();
  List claims, variants;
  for (const LiveClaim& claim : tracker.claims()) {
    const PlannedTrial& trial = plan.trials[claim.trial];
    claims.push_back(Value(Map{{"id", trial.id, {}},
                               {"label", plan.variants[trial.variant].label, {}},
                               {"seed", static_cast<std::int64_t>(trial.seed), {}},
                               {"host", claim.record.holder.host, {}},
                               {"worker", claim.record.worker, {}},
                               {"step", claim.record.progress.step, {}},
                               {"steps", claim.record.progress.steps, {}},
                               {"loss", claim.record.progress.loss, {}}}));
  }
  for (const VariantSummary& each : summarize(plan, values_of_trials(plan, directory))) {
    variants.push_back(Value(Map{{"label", each.label, {}},
                                 {"mean", each.mean, {}},
                                 {"sd", each.deviation, {}},
                                 {"n", each.count, {}},
                                 {"diverged", each.diverged, {}},
                                 {"failed", each.failed, {}},
                                 {"missing", each.missing, {}}}));
  }
  const ProgramsOfTrials made = programs_of_trials(plan, directory);
  const ProgramRecords records(directory);
  List programs;
  for (const auto& [id, trials] : made.trials) {
    Map program = provenance_of(made.programs.at(id));
    program.push_back({"trials", static_cast<std::int64_t>(trials.size()), {}});
    program.push_back({"same_bits_as", records.representative(id), {}});
    programs.push_back(Value(std::move(program)));
  }
  const auto running = static_cast<std::int64_t>(tracker.claims().size());
  const Value* looks = plan.growth.find("looks");
  return Value(Map{{"sweep", plan.sweep, {}},
                   {"directory", directory.root().string(), {}},
                   {"trials", state.total, {}},
                   {"finished", standing.count(TrialState::finished), {}},
                   {"failed", standing.count(TrialState::failed), {}},
                   {"running", running, {}},
                   {"left", tracker.open() - running, {}},
                   {"damaged", standing.damaged, {}},
                   {"fraction", state.fraction, {}},
                   {"seconds_left", state.remaining < 0 ? Value() : Value(state.remaining), {}},
                   {"metric", shown_metric(plan), {}},
                   {"programs", Value(std::move(programs)), {}},
                   {"mixed_programs", !mixture_sentence(made, records).empty(), {}},
                   {"claims", Value(std::move(claims)), {}},
                   {"looks", looks != nullptr ? *looks : Value(), {}},
                   {"variants", Value(std::move(variants)), {}}});
}

// What Slurm says about a sweep that was submitted; a hint beside the files' truth, and nothing
// when it does not answer.
void show_slurm(const Plan& plan, const SweepDirectory& directory, double seconds_left) {
  if (!std::filesystem::exists(directory.root() / "slurm")) return;
  const std::string root =
      std::filesystem::weakly_canonical(std::filesystem::absolute(directory.root())).string();
  const std::string name = slurm_job_name(plan.sweep, root);
  std::string why;
  const auto queue = slurm_queue({name, finish_name(name)}, &why);
  if (!queue) {
    return fmt::print("Slurm does not answer ({}); the numbers above are the files' own\n", why);
  }
  fmt::print("Slurm: {}\n", queue_sentence(*queue));
  if (const std::string hours =
          core_hours_sentence(*queue, slurm_core_seconds({name, finish_name(name)}), seconds_left);
      !hours.empty()) {
    fmt::print("       {}\n", hours);
  }
}

void show(const Plan& plan, const SweepDirectory& directory, const Tracker& tracker,
          const Terminal& terminal, std::size_t most) {
  const ProgressState state = picture(tracker, directory);
  fmt::print("{}  {}\n", terminal.bold(plan.sweep), shown_path(directory.root()));
  for (const std::string& line : progress_lines(state, terminal)) fmt::print("{}\n", line);
  const Standing& standing = tracker.standing();
  const auto running = static_cast<std::int64_t>(tracker.claims().size());
  fmt::print(
      "{} finished, {} running, {} failed, {} left{}\n", standing.count(TrialState::finished),
      running, standing.count(TrialState::failed), tracker.open() - running,
      standing.damaged > 0 ? fmt::format(" ({} damaged files among them)", standing.damaged) : "");
  if (const std::string note = data_note(plan, directory); !note.empty()) {
    fmt::print("{} {}\n", terminal.yellow("Note:"), note);
  }
  show_slurm(plan, directory, state.remaining);
  show_failures(plan, directory, tracker, terminal);
  fmt::print("{}", programs_note(plan, directory, terminal));
  if (standing.count(TrialState::finished) == 0) return;
  if (has_looks(plan)) fmt::print("\n{}", decisions_text(plan, terminal));
  if (const std::string chosen = tuning_table(plan, terminal); !chosen.empty()) {
    fmt::print("\n{}", chosen);
  }
  fmt::print("\n{}", summary_table(plan, summarize(plan, values_of_trials(plan, directory)),
                                   terminal, most));
}

void watch(const SweepDirectory& directory, Tracker& tracker, const Terminal& terminal) {
  watch_stop_signals();
  ProgressDisplay display(terminal);
  for (;;) {
    const std::vector<std::size_t> news = tracker.update();
    const ProgressState state = picture(tracker, directory);
    std::vector<std::string> sentences;
    for (const std::size_t trial : news) sentences.push_back(tracker.sentence_of(trial));
    display.finished(sentences, state);
    display.show(state);
    if (tracker.open() == 0 || stop_signal() != 0) break;
    std::this_thread::sleep_for(std::chrono::milliseconds(500));
  }
  display.close(picture(tracker, directory));
}

ExitCode status(const StatusArguments& arguments) {
  const SweepDirectory directory(arguments.directory);
  const Plan plan = directory.read_plan();
  const PlanCosts costs = costs_or_equal(plan);
  const Terminal terminal = terminal_of(1);
  Tracker tracker(directory, plan, costs);
  if (arguments.watch && !arguments.json) watch(directory, tracker, terminal);
  if (arguments.json) {
    print_json("status", as_json(plan, directory, tracker, picture(tracker, directory)));
  } else {
    show(plan, directory, tracker, terminal, arguments.most);
  }
  return ExitCode::done;
}

}  // namespace

void add_status(CLI::App& program, Action& chosen) {
  CLI::App* command =
      program.add_subcommand("status", "Done, running, failed, left; the variants so far");
  command->footer("regsweep status results/quickstart --watch");
  const auto arguments = std::make_shared<StatusArguments>();
  command->add_option("directory", arguments->directory, "a sweep's directory")
      ->required()
      ->type_name("DIR");
  command->add_flag("--watch", arguments->watch,
                    "look until everything is done; Ctrl-C ends looking, not training");
  command->add_flag_callback(
      "--all", [arguments] { arguments->most = std::numeric_limits<std::size_t>::max(); },
      "show every variant");
  command->add_flag("--json", arguments->json, "for programs: experiments/docs/json.md");
  command->callback([arguments, &chosen] { chosen = [arguments] { return status(*arguments); }; });
}

}  // namespace regsweep
