// The keys of a sweep file above `base`, for `describe` and `schema`. Their meaning is lib/sweep's;
// this is what is said about them.
#pragma once

#include <string>
#include <vector>

namespace regsweep {

struct SweepKey {
  std::string key, value, meaning, example;
};

const std::vector<SweepKey>& sweep_keys();

/// The forms of an axis: how it is written and what it means.
struct AxisForm {
  std::string form, meaning;
};
const std::vector<AxisForm>& axis_forms();

}  // namespace regsweep
