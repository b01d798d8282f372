// From a YAML file and --set arguments to a checked plan: what run, plan and submit begin with.
#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <iostream>
#include <sstream>

#include "command.hpp"
#include "core/text.hpp"
#include "execution/directory/late_claims.hpp"
#include "execution/directory/standing.hpp"
#include "execution/display/looks_table.hpp"
#include "execution/execution_options.hpp"
#include "execution/process/external_command.hpp"
#include "execution/programs_of_trials.hpp"
#include "execution/provenance.hpp"
#include "execution/slurm/options.hpp"
#include "probes/probe_options.hpp"
#include "sweep/growth.hpp"
#include "sweep/halving.hpp"
#include "sweep/looks.hpp"
#include "sweep/tuning.hpp"
#include "sweep/yaml.hpp"

namespace regsweep {
namespace {

// What stands in a sweep's file, as it is and as YAML.
struct GivenSweep {
  std::string text;
  Value yaml;
};

GivenSweep given_sweep(const std::string& file) {
  std::stringstream text;
  if (file == "-") {
    text << std::cin.rdbuf();
    return {text.str(), read_yaml(text.str(), "standard input")};
  }
  Value yaml = read_yaml_file(file);  // refuses what is no text file
  text << std::ifstream(file, std::ios::binary).rdbuf();
  return {text.str(), std::move(yaml)};
}

// Both stages of a tuned comparison: equal points are trained once, so the product is a bound.
std::string tuned_sentence(const Plan& plan) {
  const Value& growth = plan.growth;
  std::size_t tuning = 0;
  const auto settings = static_cast<std::size_t>(
      std::count_if(plan.variants.begin(), plan.variants.end(),
                    [](const Variant& variant) { return variant.stage.empty(); }));
  for (const PlannedTrial& trial : plan.trials) {
    tuning += !plan.variants[trial.variant].stage.empty();
  }
  const auto searches = static_cast<std::size_t>(searches_of(plan));
  const std::size_t arms = growth.at("arms").list().size() / searches;
  const std::size_t seeds = growth.at("seeds").list().size();
  const std::string several = searches == 1 ? "" : fmt::format(" x {} searches", searches);
  const std::string rungs = halving_text(growth);
  const std::string first = fmt::format(
      "{}{} x {}{} x {} to tune ({} distinct trials{})", counted(arms, "arm"), several,
      counted(growth.at("budget").integer(), "point"), rungs.empty() ? "" : " (" + rungs + ")",
      counted(growth.at("replicates").list().size(), "seed"), tuning,
      rungs.empty() ? "" : " so far");
  if (tuning == plan.trials.size()) {
    return fmt::format("{}, then the chosen setting of each arm{} x {}", first, several,
                       counted(seeds, "seed"));
  }
  return fmt::format("{}, then {} x {} = {}", first, counted(settings, "chosen setting"),
                     counted(seeds, "seed"), counted(plan.trials.size() - tuning, "trial"));
}

// Variants, and trials that need not be their product with the seeds.
std::string product_sentence(const Plan& plan) {
  const std::size_t variants = plan.variants.size();
  const auto cells = static_cast<std::size_t>(plan.cells);
  const std::string merged = cells == variants ? "" : counted(cells, "cell") + ", of which ";
  const std::string trials = counted(plan.trials.size(), "trial");
  const bool grown = has_looks(plan) && plan.generation > 0;
  if (grown) return fmt::format("{}{}, {}", merged, counted(variants, "distinct variant"), trials);
  return fmt::format("{}{} x {} = {}", merged, counted(variants, "distinct variant"),
                     counted(plan.seeds.size(), "seed"), trials);
}

// What the generations that follow cost at most: when all trials end alike, so that nothing is
// decided. That they can be made shows that they can be trained.
double later_flops(const Plan& plan, const PlanCosts& costs) {
  const auto alike = [](std::size_t) { return TrialOutcome{TrialOutcome::End::done, {}}; };
  std::optional<Plan> last;
  while (std::optional<Plan> next = next_generation(last ? *last : plan, alike)) {
    last = std::move(next);
  }
  return last ? check_and_estimate(*last).flops - costs.flops : 0;
}

// "seed 7", "seeds 5 to 6", "seeds 3, 8, 9".
std::string seeds_text(const std::vector<std::uint32_t>& seeds) {
  if (seeds.size() == 1) return fmt::format("seed {}", seeds.front());
  const std::size_t more = seeds.size() - 1;
  if (seeds.front() + more == seeds.back() && std::is_sorted(seeds.begin(), seeds.end())) {
    return fmt::format("seeds {} to {}", seeds.front(), seeds.back());
  }
  constexpr std::size_t most = 10;
  const bool cut = seeds.size() > most;
  return fmt::format("seeds {}{}",
                     fmt::join(seeds.begin(), cut ? seeds.begin() + most : seeds.end(), ", "),
                     cut ? fmt::format(", ... ({} of them)", with_thousands(seeds.size())) : "");
}

// Where results go. A name that is none is refused when the sweep is planned.
SweepDirectory directory_of(const SweepArguments& arguments, const Value& yaml) {
  if (!arguments.out.empty()) return SweepDirectory(arguments.out);
  const Value* name = yaml.find("sweep");
  return SweepDirectory(std::filesystem::path("results") /
                        (name != nullptr && name->is_scalar() ? name->shown() : ""));
}

// Where the plan comes from, for those who must make it again.
void add_origin(Value& about, const SweepArguments& arguments, const SweepDirectory& directory) {
  const auto whole = [](const std::filesystem::path& path) {
    return Value(std::filesystem::absolute(path).lexically_normal().string());
  };
  List settings;
  for (const std::string& setting : arguments.settings) settings.emplace_back(setting);
  about.set("sweep_yaml", whole(arguments.file));
  about.set("sweep_directory", whole(directory.root()));
  about.set("settings", Value(std::move(settings)));
}

}  // namespace

void SweepArguments::add_to(CLI::App& command) {
  command.add_option("sweep", file, "the sweep: a YAML file; - reads it from standard input")
      ->required()
      ->type_name("SWEEP.yaml");
  command.add_option("--out", out, "where results go; default: results/<name of the sweep>")
      ->type_name("DIR");
  command
      .add_option("--set", settings, "change a field: --set training.epochs=2 (may be repeated)")
      ->type_name("PATH=VALUE")
      ->allow_extra_args(false);
}

std::string SweepArguments::command_line(const std::string& command) const {
  std::vector<std::string> words{"regsweep", command, file};
  for (const std::string& setting : settings) words.insert(words.end(), {"--set", setting});
  if (!out.empty()) words.insert(words.end(), {"--out", out});
  return command_text(words);
}

LoadedSweep load_sweep(const SweepArguments& arguments) {
  GivenSweep given = given_sweep(arguments.file);
  const Value yaml = apply_settings(std::move(given.yaml), arguments.settings, trial_grammar());
  const Value* slurm = yaml.find("slurm");
  if (slurm != nullptr) merged_slurm_options({*slurm});  // refuses mistakes in it
  SweepDirectory directory = directory_of(arguments, yaml);
  DataIndex data_index(directory.data_index());
  FilesOfYaml files(arguments.file, data_index);
  Plan plan = make_plan(yaml, trial_grammar(files));
  if (const Value* block = yaml.find("execution")) plan.execution = frozen_execution(*block);
  if (const Value* base = yaml.find("base"); base != nullptr && base->find("probes") != nullptr) {
    plan.probes = checked_probes(*base->find("probes"));
  }
  plan.files = files.files_of(plan, directory.root());
  plan.provenance = provenance();
  add_origin(plan.provenance, arguments, directory);
  PlanCosts costs = check_and_estimate(plan);
  if (plan.analysis.find("splits") != nullptr) {
    plan.analysis.set("held_out", Value(costs.held_out));
  }
  const double later = later_flops(plan, costs);
  std::string text;
  for (const std::string& setting : arguments.settings) text += "# --set " + setting + "\n";
  text += given.text;
  mark_late_claims(plan, directory);
  return {std::move(plan),
          std::move(costs),
          later,
          std::move(text),
          std::move(directory),
          std::move(data_index),
          slurm == nullptr ? Value() : *slurm};
}

FreezeReport freeze_unchanged(LoadedSweep& sweep) {
  refuse_changed_files(sweep.plan, sweep.directory, planning_command(sweep.plan, sweep.directory));
  FreezeReport report = freeze(sweep.plan, sweep.text, sweep.directory);
  sweep.data_index.save();
  return report;
}

Plan read_plan_to_train(const SweepDirectory& directory) {
  Plan plan = directory.read_plan();
  if (has_unproven_files(plan)) {
    throw DataError(fmt::format(
        "{} is of an earlier regsweep, which named data files without saying what they held, so "
        "nothing shows which data its finished trials saw; plan again (`{}`): its trials are kept",
        shown_path(directory.plan_file()), planning_command(plan, directory)));
  }
  DataIndex index(directory.data_index());
  find_files(plan, directory, AbsentFiles::refused, index);
  index.save();
  return plan;
}

std::string data_note(const Plan& plan, const SweepDirectory& directory) {
  if (has_unproven_files(plan)) {
    return "these trials are of an earlier regsweep, which kept no trace of what the data files "
           "held: nothing shows which data they saw";
  }
  Plan now = plan;
  DataIndex index(directory.data_index());
  try {
    find_files(now, directory, AbsentFiles::passed_over, index);
  } catch (const DataError& change) {
    return change.what();
  }
  index.save();
  return "";
}

std::string plan_sentence(const Plan& plan) {
  const bool tuned = plan.growth.find("arms") != nullptr;
  const std::string trials = tuned ? tuned_sentence(plan) : product_sentence(plan);
  return has_looks(plan) ? fmt::format("{}; {}", trials, looks_sentence(plan)) : trials;
}

std::string change_text(const FreezeReport& change, const SweepDirectory& directory,
                        const Terminal& terminal) {
  std::string text;
  const auto number = [](std::int64_t count) {
    return with_thousands(static_cast<long long>(count));
  };
  const std::string counts =
      fmt::format("{} kept, {} new, {} orphaned", counted(change.kept, "trial"),
                  number(change.added), number(change.dropped));
  if (!change.previous_plan.empty()) {
    text += fmt::format("The plan changed: {}; the plan before is {}\n", counts,
                        shown_path(change.previous_plan));
  } else if (change.replaces && change.rewritten) {
    text += fmt::format(
        "Another plan is frozen in {}: {}; this one would take its place, and that one would be "
        "kept beside it\n",
        shown_path(directory.root()), counts);
  }
  const std::string results = fmt::format("{} {} there", counted(change.results, "result"),
                                          change.results == 1 ? "was" : "were");
  if (change.analysis_changed && change.results > 0) {
    text += fmt::format(
        "{} the analysis block is another one than was frozen before {}; plan.json remembers it, "
        "and the report says so\n",
        terminal.yellow("Note:"), results);
  }
  if (!change.new_seeds.empty() && change.results > 0) {
    text += fmt::format("{} {} {} added after {}; plan.json remembers it, and the report says so\n",
                        terminal.yellow("Note:"), seeds_text(change.new_seeds),
                        change.new_seeds.size() == 1 ? "is" : "are", results);
  }
  if (const std::size_t orphans = change.orphans.size(); orphans > 0) {
    text += fmt::format("{} in {} belong{} to no trial of this plan; kept, not collected\n",
                        counted(orphans, "finished trial"),
                        shown_path(directory.folder(Folder::trials)), orphans == 1 ? "s" : "");
  }
  if (change.unproven > 0) {
    text += fmt::format(
        "{} {} of them {} made by an earlier regsweep, which kept no trace of what the data files "
        "held: nothing shows that {} saw the data of now\n",
        terminal.yellow("Note:"), number(change.unproven), change.unproven == 1 ? "was" : "were",
        change.unproven == 1 ? "it" : "they");
  }
  return text;
}

void say_note(const std::string& text) {
  if (!text.empty()) fmt::print(stderr, "{} {}\n", terminal_of(2).yellow("Note:"), text);
}

void add_mix_option(CLI::App& command, bool& mix) {
  command.add_flag("--mix-programs", mix,
                   "go on though another program made the finished trials; recorded, and said by "
                   "status, results and report");
}

void check_programs(const Plan& plan, const SweepDirectory& directory, bool mix) {
  const Standing now = standing(plan, directory);
  if (now.count(TrialState::left) + now.count(TrialState::running) == 0) return;
  if (mix) {
    mix_programs(plan, directory);
  } else {
    refuse_other_programs(plan, directory);
  }
}

std::string mixed_programs(const Plan& plan, const SweepDirectory& directory) {
  const std::string mixture =
      mixture_sentence(programs_of_trials(plan, directory), ProgramRecords(directory));
  return mixture.empty() ? "" : fmt::format("mixed programs: {}; say so when you publish", mixture);
}

std::string programs_note(const Plan& plan, const SweepDirectory& directory,
                          const Terminal& terminal) {
  const std::string mixed = mixed_programs(plan, directory);
  return mixed.empty() ? "" : fmt::format("{} {}\n", terminal.yellow("Note:"), mixed);
}

std::string command_on(const std::string& command, const std::filesystem::path& directory,
                       const std::vector<std::string>& options) {
  std::vector<std::string> words{"regsweep", command, shown_path(directory)};
  words.insert(words.end(), options.begin(), options.end());
  return command_text(words);
}

std::string shown_path(const std::filesystem::path& path) {
  const std::string relative =
      path.lexically_normal().lexically_relative(std::filesystem::current_path()).string();
  return path.is_absolute() && !relative.empty() && !relative.starts_with("..")
             ? relative
             : path.lexically_normal().string();
}

}  // namespace regsweep
