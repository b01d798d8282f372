#include "trial_choice.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "core/text.hpp"

namespace regsweep {
namespace {

const PlannedTrial& trial_with_id(const Plan& plan, const std::string& begin) {
  std::vector<const PlannedTrial*> fitting;
  std::vector<std::string> all;
  for (const PlannedTrial& trial : plan.trials) {
    all.push_back(trial.id);
    if (trial.id.starts_with(begin)) fitting.push_back(&trial);
  }
  if (fitting.size() == 1) return *fitting.front();
  if (fitting.empty()) {
    throw ConfigurationError(
        fmt::format("no trial's id begins with '{}'; {}", begin, suggestion(begin, all)));
  }
  throw ConfigurationError(
      fmt::format("{} trials' ids begin with '{}'; give more of it", fitting.size(), begin));
}

std::vector<std::string> labels_of(const Plan& plan) {
  std::vector<std::string> labels;
  for (const Variant& variant : plan.variants) labels.push_back(variant.label);
  return labels;
}

std::size_t variant_named(const Plan& plan, const std::string& name) {
  const std::vector<std::string> labels = labels_of(plan);
  const auto exact = std::find(labels.begin(), labels.end(), name);
  if (exact != labels.end()) return static_cast<std::size_t>(exact - labels.begin());
  std::vector<std::size_t> containing;
  std::vector<std::string> told;
  for (std::size_t i = 0; i < labels.size(); ++i) {
    if (labels[i].find(name) == std::string::npos) continue;
    containing.push_back(i);
    told.push_back("'" + labels[i] + "'");
  }
  if (containing.size() == 1) return containing.front();
  if (containing.empty()) {
    throw ConfigurationError(
        fmt::format("no variant is called '{}'; {}", name, suggestion(name, labels)));
  }
  throw ConfigurationError(
      fmt::format("{} variants have '{}' in their labels ({}); give the whole "
                  "label",
                  containing.size(), name, join(told, ", ")));
}

// The only one, when it may be left out.
std::size_t only_variant(const Plan& plan) {
  if (plan.variants.size() == 1) return 0;
  throw ConfigurationError(fmt::format("the sweep has {} variants; say which with --variant, {}",
                                       plan.variants.size(), suggestion("", labels_of(plan))));
}

}  // namespace

void TrialChoice::add_to(CLI::App& command) {
  command
      .add_option("--variant", variant,
                  "the trial's variant: its label, or a part of it that no other label has")
      ->type_name("LABEL");
  command.add_option("--seed", seed, "the trial's seed")->type_name("N");
}

const PlannedTrial& TrialChoice::of(const Plan& plan) const {
  if (!id.empty() && by_variant_or_seed()) {
    throw ConfigurationError("a trial is named by its id, or by --variant and --seed; give one");
  }
  if (!id.empty()) return trial_with_id(plan, id);
  const std::size_t wanted = variant ? variant_named(plan, *variant) : only_variant(plan);
  std::vector<std::string> seeds;
  const PlannedTrial* found = nullptr;
  for (const PlannedTrial& trial : plan.trials) {
    if (trial.variant != wanted) continue;
    seeds.push_back(std::to_string(trial.seed));
    if (!seed || trial.seed == *seed) found = &trial;
  }
  if (found != nullptr && (seed || seeds.size() == 1)) return *found;
  throw ConfigurationError(fmt::format(
      "variant '{}' has the seeds {}; {}", plan.variants[wanted].label, join(seeds, ", "),
      seed ? fmt::format("{} is none of them", *seed) : std::string("say which with --seed")));
}

}  // namespace regsweep
