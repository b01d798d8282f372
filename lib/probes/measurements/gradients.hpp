// How much the gradients of batches agree.
#pragma once

#include <vector>

namespace regsweep {

/// (1 - cos(a, b)) / 2: 0 of the same direction, 1/2 of orthogonal ones, 1 of opposite ones; nan
/// where one has no direction.
double direction_distance(const std::vector<double>& a, const std::vector<double>& b);

/// Mean over pairs of their distance (gradient direction variance, Liu et al. 2023, arXiv
/// 2303.01500).
double direction_variance(const std::vector<std::vector<double>>& gradients);

/// Mean distance from `whole` (gradient direction error).
double direction_error(const std::vector<std::vector<double>>& gradients,
                       const std::vector<double>& whole);

}  // namespace regsweep
