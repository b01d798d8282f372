// From a YAML file and --set arguments to a checked plan: what run, plan and submit begin with.
#include <fmt/format.h>

#include <fstream>
#include <sstream>

#include "command.hpp"
#include "core/text.hpp"
#include "execution/execution_options.hpp"
#include "execution/provenance.hpp"
#include "execution/slurm/options.hpp"
#include "sweep/yaml.hpp"

namespace regsweep {
namespace {

std::string text_of(const std::string& file) {
  std::ifstream stream(file, std::ios::binary);
  std::stringstream text;
  text << stream.rdbuf();
  return text.str();
}

}  // namespace

void SweepArguments::add_to(CLI::App& command) {
  command.add_option("sweep", file, "the sweep: a YAML file")->required()->type_name("SWEEP.yaml");
  command.add_option("--out", out, "where results go; default: results/<name of the sweep>")
      ->type_name("DIR");
  command
      .add_option("--set", settings, "change a field: --set training.epochs=2 (may be repeated)")
      ->type_name("PATH=VALUE")
      ->allow_extra_args(false);
}

LoadedSweep load_sweep(const SweepArguments& arguments) {
  const TrialGrammar grammar = trial_grammar();
  const Value yaml = apply_settings(read_yaml_file(arguments.file), arguments.settings, grammar);
  if (const Value* block = yaml.find("slurm")) {
    merged_slurm_options({*block});  // refuses mistakes in it
  }
  Plan plan = make_plan(yaml, grammar);
  if (const Value* block = yaml.find("execution")) plan.execution = frozen_execution(*block);
  plan.provenance = provenance();
  PlanCosts costs = check_and_estimate(plan);
  std::string text;
  for (const std::string& setting : arguments.settings) text += "# --set " + setting + "\n";
  text += text_of(arguments.file);
  SweepDirectory directory(arguments.out.empty() ? std::filesystem::path("results") / plan.sweep
                                                 : std::filesystem::path(arguments.out));
  return {std::move(plan), std::move(costs), std::move(text), std::move(directory)};
}

std::string plan_sentence(const Plan& plan) {
  const auto counted = [](long long count, const std::string& word) {
    return fmt::format("{} {}{}", with_thousands(count), word, count == 1 ? "" : "s");
  };
  const auto variants = static_cast<long long>(plan.variants.size());
  const std::string merged = plan.cells == variants ? "" : counted(plan.cells, "cell") + ", ";
  return fmt::format("{}{}{} x {} = {}", merged, merged.empty() ? "" : "of which ",
                     counted(variants, "distinct variant"),
                     counted(static_cast<long long>(plan.seeds.size()), "seed"),
                     counted(static_cast<long long>(plan.trials.size()), "trial"));
}

std::string change_text(const FreezeReport& change, const SweepDirectory& directory,
                        const Terminal& terminal) {
  std::string text;
  const auto counted = [](std::int64_t count) {
    return with_thousands(static_cast<long long>(count));
  };
  const std::string counts =
      fmt::format("{} trial{} kept, {} new, {} orphaned", counted(change.kept),
                  change.kept == 1 ? "" : "s", counted(change.added), counted(change.dropped));
  if (!change.previous_plan.empty()) {
    text += fmt::format("The plan changed: {}; the plan before is {}\n", counts,
                        shown_path(change.previous_plan));
  } else if (change.replaces && change.rewritten) {
    text += fmt::format(
        "Another plan is frozen in {}: {}; this one would take its place, and that one would be "
        "kept beside it\n",
        shown_path(directory.root()), counts);
  }
  if (change.analysis_changed) {
    text += fmt::format(
        "{} the analysis block is another one than was frozen before; say so when you publish\n",
        terminal.yellow("Note:"));
  }
  if (const std::size_t orphans = change.orphans.size(); orphans > 0) {
    text += fmt::format(
        "{} finished trial{} in {} belong{} to no trial of this plan; kept, not collected\n",
        counted(static_cast<std::int64_t>(orphans)), orphans == 1 ? "" : "s",
        shown_path(directory.folder(Folder::trials)), orphans == 1 ? "s" : "");
  }
  return text;
}

PlanCosts costs_or_equal(const Plan& plan) {
  try {
    return check_and_estimate(plan);
  } catch (const Error&) {
    PlanCosts equal;
    equal.variants.resize(plan.variants.size());
    return equal;
  }
}

std::string shown_path(const std::filesystem::path& path) {
  const std::string relative =
      path.lexically_normal().lexically_relative(std::filesystem::current_path()).string();
  return path.is_absolute() && !relative.empty() && !relative.starts_with("..")
             ? relative
             : path.lexically_normal().string();
}

}  // namespace regsweep
