// What is left of a model when parts of a layer are removed.
#pragma once

#include <cstdint>
#include <vector>

namespace regsweep {

/// How many of n units a fraction is: rounded, half upwards.
std::int64_t removed_count(double fraction, std::int64_t n);

/// The area under a curve over ascending fractions by the trapezoidal rule, divided by the width: a
/// mean. nan of fewer than two.
double mean_height(const std::vector<double>& fractions, const std::vector<double>& values);

}  // namespace regsweep
