// Revisions: changes of what a setting means, because what was computed before was wrong.
//
// A trial that a revision concerns carries its name in its canonical configuration,
//
//   revisions: [masks_of_parts, off_at_end_scale]
//
// and so has another identity than the trial that was computed wrongly: the two are never mixed,
// and trials that no revision concerns keep the identity that they had.
#pragma once

#include "core/value.hpp"

namespace regsweep {

/// Writes those that concern a canonical configuration into it; none: nothing. ConfigurationError
/// where `given`, the configuration before, names others.
void add_revisions(const Value& given, Value& canonical);

/// ConfigurationError for a canonical configuration that a revision concerns and that does not
/// carry it: a program of before planned it.
void check_revisions(const Value& canonical);

}  // namespace regsweep
