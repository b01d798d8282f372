#include "training/rule_checks.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "core/text.hpp"
#include "regularizers/rule_entry.hpp"

namespace regsweep {

namespace {

void check_place(const RuleEntry& entry, const Value& place, const std::vector<Site>& sites) {
  const std::string& axis = entry.looks->axis;
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

void check_bounded(const RuleEntry& entry, const Value& options, const Value& model) {
  const Value* activation = model.find("activation");
  if (options.at("at").text().starts_with("hidden") && activation != nullptr &&
      activation->text() == "sigmoid") {
    return;
  }
  throw ConfigurationError(options.at("at").where(),
                           fmt::format("regularizers.{} is for activations between 0 and 1; use it "
                                       "at hidden layers of model: {{kind: mlp, "
                                       "activation: sigmoid}}",
                                       entry.name));
}

}  // namespace

void check_rules_on_activations(const Value& canonical, const std::vector<Site>& sites) {
  const Value& accumulation = canonical.at("training").at("accumulation");
  for (const RuleEntry& entry : rule_entries()) {
    const Value* options = entry.looks ? canonical.at("regularizers").find(entry.name) : nullptr;
    if (options == nullptr) continue;
    check_place(entry, options->at("at"), sites);
    if (entry.looks->bounded) check_bounded(entry, *options, canonical.at("model"));
    if (entry.looks->whole_batch && accumulation.integer() > 1) {
      throw ConfigurationError(accumulation.where(),
                               fmt::format("training.accumulation = {} computes a batch in parts, "
                                           "but regularizers.{} needs its statistics "
                                           "as a whole; use accumulation: 1",
                                           accumulation.integer(), entry.name));
    }
  }
}

}  // namespace regsweep
