#include "json_output.hpp"

#include <fmt/format.h>

#include <cstdint>

#include "core/json.hpp"

namespace regsweep {

void print_json(const std::string& output, const Value& members) {
  Value all{Map{}};
  all.set("output", Value(output));
  all.set("output_version", Value(static_cast<std::int64_t>(json_output_version)));
  for (const Member& each : members.map()) all.set(each.key, each.value);
  fmt::print("{}\n", to_json(all));
}

Value trial_json(const Plan& plan, const PlannedTrial& trial) {
  return Value(Map{{"id", trial.id, {}},
                   {"variant", plan.variants[trial.variant].label, {}},
                   {"seed", static_cast<std::int64_t>(trial.seed), {}}});
}

Value text_or_null(const std::string& text) { return text.empty() ? Value() : Value(text); }

}  // namespace regsweep
