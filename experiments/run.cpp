// `regsweep run SWEEP.yaml`: freeze the plan, train what is missing with a pool of workers,
// collect, show the table. Again = resume.
#include <fmt/format.h>

#include <algorithm>
#include <cstdio>

#include "command.hpp"
#include "core/text.hpp"
#include "data_text.hpp"
#include "execution/collecting.hpp"
#include "execution/directory/generations.hpp"
#include "execution/directory/programs.hpp"
#include "execution/directory/standing.hpp"
#include "execution/display/looks_table.hpp"
#include "execution/display/summary.hpp"
#include "execution/display/tuning_table.hpp"
#include "execution/execution_options.hpp"
#include "execution/pool.hpp"
#include "execution/probing.hpp"
#include "execution/process/stop_signal.hpp"
#include "sweep/looks.hpp"

namespace regsweep {
namespace {

struct RunArguments {
  SweepArguments sweep;
  int workers = 0, threads = 1;
  std::string stage;
  bool mix = false;
};

void say_what_is_there(const Standing& standing, const SweepDirectory& directory,
                       const Terminal& terminal) {
  if (standing.damaged > 0) {
    fmt::print("{} {} damaged; what they held is trained again\n", terminal.yellow("Note:"),
               counted(standing.damaged, "trial file") + (standing.damaged == 1 ? " is" : " are"));
  }
  if (const std::int64_t failed = standing.count(TrialState::failed); failed > 0) {
    fmt::print("{} {} failed before, not tried again; `{}` opens what failed\n",
               terminal.yellow("Note:"), counted(failed, "trial"),
               command_on("retry", directory.root()));
  }
}

// A probe that is added to a sweep trains nothing again.
void say_what_lacks_probes(const Plan& plan, const SweepDirectory& directory,
                           const Terminal& terminal) {
  if (const std::int64_t lacking = trials_without_probes(plan, directory); lacking > 0) {
    fmt::print("{} {} without a probe of the sweep; `regsweep probe {}` measures what is lacking\n",
               terminal.yellow("Note:"), counted(lacking, "finished trial"),
               shown_path(directory.root()));
  }
}

void show_table(const Plan& plan, const SweepDirectory& directory, const Terminal& terminal) {
  TrialValues values = values_of_results(plan, directory).value_or(TrialValues{});
  if (values.results.empty()) values = values_of_trials(plan, directory);
  if (const std::string chosen = tuning_table(plan, terminal); !chosen.empty()) {
    fmt::print("\n{}", chosen);
  }
  if (has_looks(plan)) fmt::print("\n{}", decisions_text(plan, terminal));
  fmt::print("\n{}\n", summary_table(plan, summarize(plan, values), terminal, 40));
  fmt::print("Results  {}\n", shown_path(directory.results()));
  const bool still_chooses = std::none_of(plan.variants.begin(), plan.variants.end(), is_result);
  fmt::print("Next     {}\n",
             terminal.bold(command_on(still_chooses ? "work" : "report", directory.root())));
}

ExitCode finish(const Plan& plan, const SweepDirectory& directory, const Terminal& terminal) {
  if (const auto report = collect_if_needed(plan, directory)) {
    for (const std::string& problem : report->problems) {
      fmt::print("{} {}\n", terminal.yellow("Note:"), problem);
    }
  }
  const Standing standing = regsweep::standing(plan, directory);
  if (standing.count(TrialState::finished) > 0) show_table(plan, directory, terminal);
  const std::int64_t failed = standing.count(TrialState::failed);
  if (failed == 0) return ExitCode::done;
  std::fflush(stdout);
  fmt::print(stderr, "regsweep: {} of {} trials failed; the reasons are in {}\n", failed,
             plan.trials.size(), shown_path(directory.folder(Folder::failures)));
  return ExitCode::failed_trials;
}

// Of a plan that goes on: its newest generation, which may be due only now.
void take_newest_generation(LoadedSweep& sweep, const FreezeReport& frozen, bool all_stages) {
  std::optional<Plan> newest = frozen.grown;
  while (all_stages) {  // trials of several generations may be there already
    Growth growth = grow(sweep.directory, newest ? *newest : sweep.plan);
    if (!growth.next) break;
    newest = std::move(growth.next);
  }
  if (!newest) return;
  sweep.plan = std::move(*newest);
  sweep.costs = costs_or_equal(sweep.plan);
}

ExitCode run_sweep(const RunArguments& arguments) {
  const Terminal terminal = terminal_of(1);
  LoadedSweep sweep = load_sweep(arguments.sweep);
  check_programs(sweep.plan, sweep.directory, arguments.mix);
  const FreezeReport frozen = freeze_unchanged(sweep);
  take_newest_generation(sweep, frozen, arguments.stage.empty());
  check_programs(sweep.plan, sweep.directory, arguments.mix);
  const Standing standing = regsweep::standing(sweep.plan, sweep.directory);
  const std::int64_t finished = standing.count(TrialState::finished);
  const std::int64_t open = standing.count(TrialState::left) + standing.count(TrialState::running);
  fmt::print("{}: {}", terminal.bold(sweep.plan.sweep), plan_sentence(sweep.plan));
  fmt::print("{} -> {}\n",
             finished > 0 ? fmt::format(", {} finished", with_thousands(finished)) : "",
             shown_path(sweep.directory.root()));
  fmt::print("{}", change_text(frozen, sweep.directory, terminal));
  if (open > 0) fmt::print("{}", data_notes(understand_data(sweep.plan), terminal));
  say_what_is_there(standing, sweep.directory, terminal);
  if (frozen.rewritten && finished > 0) {
    say_what_lacks_probes(sweep.plan, sweep.directory, terminal);
  }
  fmt::print("{}", programs_note(sweep.plan, sweep.directory, terminal));
  if (const std::string note = blas_kernel_note(execution_of(sweep.plan));
      !note.empty() && open > 0) {
    fmt::print("{} {}\n", terminal.yellow("Note:"), note);
  }
  if (open == 0) {
    fmt::print("Nothing to do: every trial is {}\n",
               standing.count(TrialState::failed) > 0 ? "finished or failed" : "finished");
    return finish(sweep.plan, sweep.directory, terminal);
  }
  enter_program(sweep.directory, this_program());
  if (arguments.threads > 1) {
    fmt::print(
        "{} {} threads per matrix product may give other bits than one; each trial records how "
        "many it had\n",
        terminal.yellow("Note:"), arguments.threads);
  }
  std::fflush(stdout);
  PoolOptions options;
  options.workers = arguments.workers > 0 ? arguments.workers
                                          : std::max(1, available_cores() / arguments.threads);
  options.blas_threads = arguments.threads;
  options.terminal = terminal;
  options.grows = arguments.stage.empty();
  const PoolReport report = run_pool(sweep.directory, sweep.plan, sweep.costs, options);
  if (report.signal != 0) {
    fmt::print("Stopped; nothing is lost. The same command resumes.\n");
    return stop_exit_code(report.signal);
  }
  return finish(sweep.directory.read_plan(), sweep.directory, terminal);
}

}  // namespace

void add_run(CLI::App& program, Action& chosen) {
  CLI::App* command = program.add_subcommand(
      "run", "Train what is missing, collect, show the table; again = resume");
  command->footer("regsweep run configs/quickstart.yaml --workers 4");
  const auto arguments = std::make_shared<RunArguments>();
  arguments->sweep.add_to(*command);
  command
      ->add_option(
          "--workers", arguments->workers,
          "worker processes, one trial each; default: as many as cores, divided by --threads")
      ->type_name("N")
      ->check(CLI::Range(1, 4096));
  command
      ->add_option("--stage", arguments->stage,
                   "tune: stop when the settings of a tuned comparison can be chosen")
      ->type_name("STAGE")
      ->check(CLI::IsMember({"tune"}));
  command
      ->add_option("--threads", arguments->threads,
                   "threads of one matrix product, for fewer trials than cores; recorded, since "
                   "other counts may give other bits")
      ->type_name("N")
      ->check(CLI::Range(1, 1024));
  add_mix_option(*command, arguments->mix);
  command->callback(
      [arguments, &chosen] { chosen = [arguments] { return run_sweep(*arguments); }; });
}

}  // namespace regsweep
