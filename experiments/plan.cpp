// `regsweep plan SWEEP.yaml`: check, count, estimate; --write freezes the plan for workers to join.
#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "command.hpp"
#include "core/field_descriptions.hpp"
#include "core/text.hpp"
#include "data/locate.hpp"
#include "data_text.hpp"
#include "execution/directory/standing.hpp"
#include "execution/display/looks_table.hpp"
#include "execution/display/summary.hpp"
#include "execution/display/terminal.hpp"
#include "execution/execution_options.hpp"
#include "execution/memory_guard.hpp"
#include "execution/planned_power.hpp"
#include "execution/pool.hpp"
#include "json_output.hpp"
#include "plan_json.hpp"
#include "sweep/analysis.hpp"
#include "sweep/looks.hpp"
#include "tensor/bf16_products.hpp"
#include "tensor/gemm.hpp"

namespace regsweep {
namespace {

struct PlanArguments {
  SweepArguments sweep;
  bool write = false, json = false;
  std::size_t most = 40;
  std::string detect, pilot, spread;  // what seeds can show; "": not asked
  double power = 0.8;
};

std::string flops_text(double flops) {
  if (flops >= 1e18) return fmt::format("{:.3g} EFLOP", flops / 1e18);
  if (flops >= 1e15) return fmt::format("{:.3g} PFLOP", flops / 1e15);
  if (flops >= 1e12) return fmt::format("{:.3g} TFLOP", flops / 1e12);
  return fmt::format("{:.3g} GFLOP", flops / 1e9);
}

void show_variants(const LoadedSweep& sweep, const Terminal& terminal, std::size_t most) {
  std::vector<std::vector<std::string>> rows{
      {"variant", "cells", "parameters", "steps", "cost per trial"}};
  const std::optional<std::size_t> baseline =
      analysis_options(sweep.plan.analysis).baseline_variant;
  for (std::size_t i = 0; i < sweep.plan.variants.size() && i < most; ++i) {
    const Variant& variant = sweep.plan.variants[i];
    const Estimate& cost = sweep.costs.variants[i];
    rows.push_back({variant.label + (baseline == i ? " (baseline)" : ""),
                    std::to_string(variant.cells), with_thousands(cost.parameters),
                    with_thousands(cost.steps), flops_text(cost.flops)});
  }
  fmt::print("\n{}", table_text(rows, terminal));
  if (sweep.plan.variants.size() > most) {
    fmt::print("... and {} more (--all shows them)\n", sweep.plan.variants.size() - most);
  }
}

// Noise -> the sites that have it, in the order of the configuration.
using SitesOfNoise = std::vector<std::pair<std::string, std::vector<std::string>>>;

SitesOfNoise noise_of(const Variant& variant, bool with_rates) {
  SitesOfNoise all;
  for (const Member& site : variant.configuration.at("dropout").map()) {
    Map noise = site.value.map();
    if (!with_rates) std::erase_if(noise, [](const Member& each) { return each.key == "rate"; });
    const std::string text = Value(std::move(noise)).shown();
    const auto same =
        std::find_if(all.begin(), all.end(), [&](const auto& each) { return each.first == text; });
    if (same == all.end()) {
      all.push_back({text, {site.key}});
    } else {
      same->second.push_back(site.key);
    }
  }
  return all;
}

// Presets and placements written out: of variants that differ in rates only the first, sites with
// the same noise together.
void show_noise(const LoadedSweep& sweep, const Terminal& terminal, std::size_t most) {
  std::set<SitesOfNoise> kinds{{}};  // no noise needs no words
  std::vector<const Variant*> first_of_kind;
  for (const Variant& variant : sweep.plan.variants) {
    if (kinds.insert(noise_of(variant, false)).second) first_of_kind.push_back(&variant);
  }
  const std::size_t shown = std::min(most, first_of_kind.size());
  for (std::size_t i = 0; i < shown; ++i) {
    fmt::print("\nNoise of {}:\n", terminal.bold(first_of_kind[i]->label));
    for (const auto& [noise, sites] : noise_of(*first_of_kind[i], true)) {
      fmt::print("  {}\n    {}\n", wrapped(noise, terminal.width - 2, 2),
                 wrapped(join(sites, ", "), terminal.width - 4, 4));
    }
  }
  if (first_of_kind.size() > shown) {
    fmt::print("\n... and {} more kinds of noise (--all shows them)\n",
               first_of_kind.size() - shown);
  }
}

// A plan can be read without the data, but then its time is unknown. Data that are there but cannot
// be used are an error.
TimeEstimate estimated_time(const LoadedSweep& sweep, const std::string& refusal) {
  TimeEstimate time;
  read_all_data(sweep.plan, sweep.costs, refusal.empty());
  if (!refusal.empty()) {
    time.unknown = "unknown on this machine: " + refusal;
    return time;
  }
  try {
    set_blas_threads(1);  // as in a worker
    time.flops_per_second = calibrate(sweep.plan, sweep.costs);
  } catch (const AbsentData& absent) {
    time.unknown = fmt::format("unknown, the data are not here: {}", absent.what());
    return time;
  }
  if (time.flops_per_second <= 0) {
    time.unknown = "unknown; the trials are too short to measure";
    return time;
  }
  const auto cores = static_cast<std::size_t>(available_cores());
  time.workers = static_cast<int>(std::min(cores, sweep.plan.trials.size()));
  time.seconds = sweep.costs.flops / time.flops_per_second / time.workers;
  return time;
}

std::string time_sentence(const TimeEstimate& time) {
  if (time.seconds < 0) return "Estimated time: " + time.unknown;
  return fmt::format(
      "Estimated time: {} with {} on this machine ({:.3g} GFLOP/s each, measured; all "
      "trials, evaluation included)",
      duration_text(time.seconds), counted(time.workers, "worker"), time.flops_per_second / 1e9);
}

// Computes with the kernel that the sweep pins. A pin that this machine cannot obey may be right
// where the sweep will run.
std::string pin_kernel(const LoadedSweep& sweep) {
  try {
    use_blas_kernel(execution_of(sweep.plan).blas_kernel);
    return "";
  } catch (const LaunchError& refusal) {
    return refusal.what();
  }
}

// "float32; products of factors rounded to bf16 in 2 of 4 variants".
std::string precision_sentence(const Plan& plan) {
  const PlannedPrecision precision = precision_of(plan);
  if (precision.in_bf16 == 0) return precision.numbers;
  return fmt::format("{}; products of factors rounded to bf16 in {} of {}", precision.numbers,
                     precision.in_bf16, counted(plan.variants.size(), "variant"));
}

// Where bf16 is asked for to save time and saves none.
std::string precision_note(const Plan& plan) {
  if (bf16_is_fast() || precision_of(plan).in_bf16 == 0) return "";
  return "training.precision = bf16 takes as long as float32 on this processor, which has no "
         "faster units for it (AMX)";
}

// What `run` will refuse, as long as the plan is not written.
std::string changed_data_note(const LoadedSweep& sweep) {
  try {
    refuse_changed_files(sweep.plan, sweep.directory,
                         planning_command(sweep.plan, sweep.directory));
  } catch (const DataError& change) {
    return change.what();
  }
  return "";
}

// What a plan says beside its numbers; empty sentences among them.
std::vector<std::string> notes_on(const LoadedSweep& sweep) {
  return {blas_kernel_note(execution_of(sweep.plan)), precision_note(sweep.plan)};
}

ExitCode print_plan_json(const PlanArguments& arguments, LoadedSweep& sweep,
                         const std::string& refusal) {
  std::vector<std::string> notes = notes_on(sweep);
  notes.push_back(mixed_programs(sweep.plan, sweep.directory));
  if (!arguments.write) notes.push_back(changed_data_note(sweep));
  std::erase(notes, "");
  const TimeEstimate time = estimated_time(sweep, refusal);
  const FreezeReport change = arguments.write ? freeze(sweep.plan, sweep.text, sweep.directory)
                                              : foresee(sweep.plan, sweep.directory);
  if (arguments.write) sweep.data_index.save();
  print_json("plan", plan_json(sweep, time, change, notes));
  return ExitCode::done;
}

std::string later_sentence(const LoadedSweep& sweep) {
  const std::string flops = flops_text(sweep.later_flops);
  if (!has_looks(sweep.plan)) return fmt::format("about {} for the chosen settings", flops);
  return fmt::format("at most {} more, if nothing is decided before the last look", flops);
}

// What seeds can show, when that is asked.
std::string power_answer(const PlanArguments& arguments, const Plan& plan) {
  if (arguments.detect.empty() && arguments.pilot.empty() && arguments.spread.empty()) return "";
  const std::string metric = primary_metric(plan);
  if (arguments.pilot.empty() && arguments.spread.empty()) {
    throw ConfigurationError(
        "--detect needs to know how much seeds differ; name a sweep's directory with --pilot, or "
        "give --spread 0.4points");
  }
  PowerQuestion question;
  question.power = arguments.power;
  if (!arguments.detect.empty()) {
    question.detect = read_difference("--detect", arguments.detect, metric);
  }
  if (arguments.spread.empty()) {
    question.spread = spread_of_pilot(SweepDirectory(arguments.pilot), plan);
  } else {
    const double given = read_difference("--spread", arguments.spread, metric);
    question.spread = {given, given, "given"};
  }
  return power_text(plan, question);
}

ExitCode plan(const PlanArguments& arguments) {
  const Terminal terminal = terminal_of(1);
  LoadedSweep sweep = load_sweep(arguments.sweep);
  const std::string refusal = pin_kernel(sweep);
  if (arguments.json) return print_plan_json(arguments, sweep, refusal);
  fmt::print("{}: {}\n", terminal.bold(sweep.plan.sweep), plan_sentence(sweep.plan));
  if (!sweep.plan.description.empty()) fmt::print("{}\n", sweep.plan.description);
  const std::vector<UnderstoodData> understood = understand_data(sweep.plan);
  fmt::print("{}{}", data_text(understood), data_notes(understood, terminal));
  show_variants(sweep, terminal, arguments.most);
  show_noise(sweep, terminal, arguments.most / 10);
  const std::string metric = primary_metric(sweep.plan);
  fmt::print("\nPrimary metric: {}\nEstimated cost: {}\n",
             metric.empty() ? "none is declared; see analysis.metric" : metric,
             flops_text(sweep.costs.flops));
  if (sweep.later_flops > 0) {
    fmt::print("After that: {}\n", later_sentence(sweep));
  }
  if (has_looks(sweep.plan)) fmt::print("{}", planned_looks_text(sweep.plan, terminal));
  fmt::print("{}", power_answer(arguments, sweep.plan));
  fmt::print("{}\n", time_sentence(estimated_time(sweep, refusal)));
  fmt::print("Precision: {}\n", precision_sentence(sweep.plan));
  if (const WorkersMemory memory = workers_memory(sweep.plan); memory.alone > 0) {
    fmt::print(
        "Estimated memory: at most {} for one worker; {} for each of several, and {} for the data "
        "that they share\n",
        memory_text(memory.alone), memory_text(memory.sharing), memory_text(memory.shared));
  }
  for (const std::string& note : notes_on(sweep)) {
    if (!note.empty()) fmt::print("{} {}\n", terminal.yellow("Note:"), note);
  }
  const FreezeReport change = arguments.write ? freeze(sweep.plan, sweep.text, sweep.directory)
                                              : foresee(sweep.plan, sweep.directory);
  if (change.there > 0) {
    fmt::print("Results: {} of its {} trials have theirs in {}\n", with_thousands(change.there),
               with_thousands(sweep.plan.trials.size()), shown_path(sweep.directory.root()));
  }
  fmt::print("{}", change_text(change, sweep.directory, terminal));
  fmt::print("{}", programs_note(sweep.plan, sweep.directory, terminal));
  if (arguments.write) sweep.data_index.save();
  if (const std::string note = arguments.write ? "" : changed_data_note(sweep); !note.empty()) {
    fmt::print("{} {}\nNothing was written.\n", terminal.yellow("Note:"), note);
    return ExitCode::done;
  }
  if (!arguments.write) {
    fmt::print("Nothing was written. Next: {}\n", arguments.sweep.command_line("run"));
    return ExitCode::done;
  }
  fmt::print("Frozen in {}. Next: {} (as often as you have cores)\n",
             shown_path(sweep.directory.plan_file()), command_on("work", sweep.directory.root()));
  return ExitCode::done;
}

}  // namespace

void add_plan(CLI::App& program, Action& chosen) {
  CLI::App* command = program.add_subcommand(
      "plan", "Check the file; show variants, trials, estimated time; train nothing");
  command->footer("regsweep plan configs/quickstart.yaml --set seeds=3");
  const auto arguments = std::make_shared<PlanArguments>();
  arguments->sweep.add_to(*command);
  command->add_flag("--write", arguments->write,
                    "freeze the plan in the sweep's directory, for `regsweep work`");
  command->add_flag_callback(
      "--all", [arguments] { arguments->most = static_cast<std::size_t>(-1); },
      "show every variant");
  command
      ->add_option("--detect", arguments->detect,
                   "how many seeds this difference needs: 0.3points, or 0.003")
      ->type_name("DIFFERENCE");
  command
      ->add_option("--pilot", arguments->pilot,
                   "the directory of a sweep that shows how much seeds differ")
      ->type_name("DIR");
  command
      ->add_option("--spread", arguments->spread,
                   "the standard deviation of a difference within seeds (pairing: none: of a seed)")
      ->type_name("NUMBER")
      ->excludes("--pilot");
  command
      ->add_option("--power", arguments->power, "the chance to find the difference; default: 0.8")
      ->type_name("SHARE")
      ->check(CLI::Range(0.5, 0.999));
  command->add_flag("--json", arguments->json, "for programs: experiments/docs/json.md");
  command->callback([arguments, &chosen] { chosen = [arguments] { return plan(*arguments); }; });
}

}  // namespace regsweep
