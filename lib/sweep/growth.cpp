#include "sweep/growth.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "core/text.hpp"
#include "sweep/looks.hpp"
#include "sweep/tuning.hpp"

namespace regsweep {
namespace growth_rule {
namespace {

bool is_kept(const Variant& before, const Variant& after) {
  return before.label == after.label && before.configuration == after.configuration;
}

bool is_kept(const PlannedTrial& before, const PlannedTrial& after) {
  return before.id == after.id && before.variant == after.variant;
}

template <class Items>
bool begins_with(const Items& longer, const Items& shorter) {
  return longer.size() >= shorter.size() &&
         std::equal(shorter.begin(), shorter.end(), longer.begin(),
                    [](const auto& before, const auto& after) { return is_kept(before, after); });
}

}  // namespace
}  // namespace growth_rule

const GrowthRules& growth_rules() {
  static const GrowthRules rules{{"tune", after_tuning}, {"until_decided", after_look}};
  return rules;
}

std::optional<Plan> next_generation(const Plan& plan, const TrialOutcomes& outcomes,
                                    const GrowthRules& rules) {
  if (plan.growth.is_null()) return std::nullopt;
  const std::string& name = plan.growth.at("rule").text();
  const auto rule = rules.find(name);
  if (rule == rules.end()) {
    std::vector<std::string> known;
    for (const auto& [each, unused] : rules) known.push_back(each);
    throw StorageError(
        fmt::format("the plan of {} goes on by the rule '{}', which this program does not know "
                    "({}); use the program that froze the plan",
                    plan.sweep, name, suggestion(name, known)));
  }
  std::optional<Plan> next = rule->second(plan, outcomes);
  if (!next) return std::nullopt;
  next->generation = plan.generation + 1;
  next->previous = plan_digest(plan);
  next->provenance = plan.provenance;  // the same bytes from every machine
  RS_CHECK(extends(*next, plan), "a generation keeps the trials of the one before");
  return next;
}

bool extends(const Plan& longer, const Plan& plan) {
  return !plan.growth.is_null() && longer.sweep == plan.sweep &&
         longer.generation > plan.generation &&
         growth_rule::begins_with(longer.variants, plan.variants) &&
         growth_rule::begins_with(longer.trials, plan.trials);
}

}  // namespace regsweep
