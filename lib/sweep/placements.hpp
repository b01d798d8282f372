// The axis `placements: {of: [...], choose: ..., rate: ...}`: which of several places get noise.
//
//   powerset         every subset, from none to all
//   one_at_a_time    none, then each place alone
//   leave_one_out    all, then all but one
//
// The noise (rate or keep, and any other field of a placement) goes to the members of a subset; the
// others get rate 0. A list of rates (or of keeps) multiplies the subsets. A subset is called none,
// all, or by its members: input+hidden.
#pragma once

#include "sweep/axes.hpp"

namespace regsweep {

/// `name`: of the axis.
Block read_placements(const Value& given, const Schema& schema, const std::string& name);

}  // namespace regsweep
