// Rules of a trial that need its model: what looks at activations finds them. Checked when a trial
// is planned.
#pragma once

#include <vector>

#include "core/value.hpp"
#include "regularizers/site.hpp"

namespace regsweep {

/// Every rule that looks at activations names a placement whose sites the model shows, with the
/// axes that it needs; one that needs the whole batch is not asked to compute it in parts.
/// ConfigurationError.
void check_rules_on_activations(const Value& canonical, const std::vector<Site>& sites);

}  // namespace regsweep
