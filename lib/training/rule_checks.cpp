#include "training/rule_checks.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "core/text.hpp"
#include "evaluation/site_noises.hpp"
#include "regularizers/rule_entry.hpp"

namespace regsweep {

namespace {

void check_place(const RuleEntry& entry, const Value& place, const std::vector<Site>& sites) {
  const std::string& axis = entry.needs.activations->axis;
  std::vector<Site> suitable;
  for (const Site& site : sites) {
    if (site.open &&
        (axis.empty() || std::find(site.axes.begin(), site.axes.end(), axis) != site.axes.end())) {
      suitable.push_back(site);
    }
  }
  if (suitable.empty()) {
    throw ConfigurationError(
        place.where(),
        fmt::format(
            "regularizers.{} needs activations with an axis '{}', and this model shows none; "
            "delete it, or use another model",
            entry.name, axis));
  }
  const std::vector<std::string> known = placements(suitable);
  if (std::find(known.begin(), known.end(), place.text()) == known.end()) {
    throw ConfigurationError(
        place.where(),
        fmt::format(
            "regularizers.{}.at = '{}' is no placement whose activations this model shows; {}",
            entry.name, place.text(), suggestion(place.text(), known)));
  }
}

void check_bounded(const RuleEntry& entry, const Value& place, const std::vector<Site>& sites) {
  for (const Site& site : sites_of(sites, place.text())) {
    if (site.bounded) continue;
    throw ConfigurationError(
        place.where(),
        fmt::format("regularizers.{} is for activations between 0 and 1; use it at hidden layers "
                    "of model: {{kind: mlp, activation: sigmoid}}",
                    entry.name));
  }
}

void check_whole_batch(const RuleEntry& entry, const Value& accumulation) {
  if (accumulation.integer() == 1) return;
  throw ConfigurationError(
      accumulation.where(),
      fmt::format("training.accumulation = {} computes a batch in parts, but regularizers.{} needs "
                  "its statistics as a whole; use accumulation: 1",
                  accumulation.integer(), entry.name));
}

void refuse_twice(const RuleEntry& entry, const Value& rule, const Value& optimizer) {
  const std::string& field = entry.needs.optimizer_without;
  const Value* own = optimizer.find(field);
  if (own == nullptr || own->number() == 0) return;
  throw ConfigurationError(
      rule.where(), fmt::format("weight decay is given twice, by regularizers.{0} and by "
                                "optimizer.{1} (adamw, default 0.01); set optimizer.{1}: 0 or "
                                "delete the regularizer",
                                entry.name, field));
}

}  // namespace

void check_rules(const Value& canonical, const std::vector<Site>& sites) {
  for (const RuleEntry& entry : rule_entries()) {
    const Value* options = canonical.at("regularizers").find(entry.name);
    if (options != nullptr && !entry.needs.optimizer_without.empty()) {
      refuse_twice(entry, *options, canonical.at("optimizer"));
    }
  }
  for (const RuleEntry& entry : rule_entries()) {
    const std::optional<ActivationNeeds>& activations = entry.needs.activations;
    const Value* options = canonical.at("regularizers").find(entry.name);
    if (options == nullptr || !activations) continue;
    check_place(entry, options->at("at"), sites);
    if (activations->bounded) check_bounded(entry, options->at("at"), sites);
    if (activations->whole_batch) {
      check_whole_batch(entry, canonical.at("training").at("accumulation"));
    }
  }
}

void check_rules_against_data(const Value& canonical, const DatasetFacts& facts) {
  for (const RuleEntry& entry : rule_entries()) {
    const Value* options = canonical.at("regularizers").find(entry.name);
    if (options == nullptr) continue;
    const auto refuse = [&](const char* why) {
      throw ConfigurationError(options->where(),
                               fmt::format("regularizers.{} {}", entry.name, why));
    };
    if (entry.needs.classes && facts.task == Task::regression) {
      refuse("needs classes, but the data are a regression; delete it");
    }
    if (entry.needs.features && facts.task == Task::next_token) {
      refuse("mixes features, but the data are tokens; delete it");
    }
    if (entry.needs.validation && facts.validation == 0) {
      refuse("watches the validation part, which is empty; add data.validation: <count>");
    }
  }
}

}  // namespace regsweep
