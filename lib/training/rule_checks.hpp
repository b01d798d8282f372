// What the rules of a trial need (RuleNeeds of their entries), checked when the trial is planned.
#pragma once

#include <vector>

#include "core/value.hpp"
#include "data/dataset.hpp"
#include "regularizers/site.hpp"

namespace regsweep {

/// What the rules of a trial need of the trial itself (RuleNeeds): a placement whose activations
/// the model shows, with the axes and the range that the rule needs; the whole batch in one part;
/// no field of the optimizer that does the same. ConfigurationError.
void check_rules(const Value& canonical, const std::vector<Site>& sites);

/// What they need of the data: classes, features, a validation part. ConfigurationError.
void check_rules_against_data(const Value& canonical, const DatasetFacts& facts);

}  // namespace regsweep
