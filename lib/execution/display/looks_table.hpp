// Seeds until it is decided, for people: which looks are planned and what they cost, at which look
// a sweep is, and what is decided.
#pragma once

#include <string>

#include "execution/display/terminal.hpp"
#include "sweep/plan.hpp"

namespace regsweep {

/// "rounds of 4 seeds, up to 24, for what is not decided", or how it ended. Of a plan with looks.
std::string looks_sentence(const Plan& plan);

/// The seeds and level of each look, and how many seeds a comparison is expected to need. Of a plan
/// with looks.
std::string planned_looks_text(const Plan& plan, const Terminal& terminal);

/// At which look the plan is, and a row per comparison: its verdict, or the interval of the last
/// look. Of a plan with looks.
std::string decisions_text(const Plan& plan, const Terminal& terminal);

}  // namespace regsweep
