// Labels: a variant in a few words, "hidden 0.5, input 0.2", as tables, legends and progress lines
// show it.
#pragma once

#include <string>
#include <vector>

#include "sweep/axes.hpp"

namespace regsweep {

/// The name of each axis in labels: the last words of its path, as many as make it differ from the
/// others; "" for an axis whose values need no name (variants, placements).
std::vector<std::string> label_names(const std::vector<Axis>& axes);

/// `names`: of label_names, one per setting. "base" when nothing is swept.
std::string label_of(const std::vector<Member>& settings, const std::vector<std::string>& names);

}  // namespace regsweep
