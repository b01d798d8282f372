// Logarithms of softmax for rules on outputs, in double precision.
//
//   out_k = z_k - max z - log sum_j exp(z_j - max z)
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <vector>

#include "tensor/tensor.hpp"

namespace regsweep {

/// `out` has one element per logit z_0 .. z_(columns - 1).
inline void log_softmax(std::int64_t columns, const real* z, std::vector<double>& out) {
  const auto largest = static_cast<double>(*std::max_element(z, z + columns));
  double sum = 0;
  for (std::int64_t k = 0; k < columns; ++k) sum += std::exp(static_cast<double>(z[k]) - largest);
  for (std::int64_t k = 0; k < columns; ++k) {
    out[static_cast<std::size_t>(k)] = static_cast<double>(z[k]) - largest - std::log(sum);
  }
}

}  // namespace regsweep
