// What a tuned comparison chose for each arm, as a table for people.
#pragma once

#include <string>

#include "execution/display/terminal.hpp"
#include "sweep/plan.hpp"

namespace regsweep {

/// One row per arm: its chosen point, the value that chose it, and which settings lie at the edge
/// of those that were tried, where a better one may lie beyond. Empty for a plan that has chosen
/// nothing (yet).
std::string tuning_table(const Plan& plan, const Terminal& terminal);

}  // namespace regsweep
