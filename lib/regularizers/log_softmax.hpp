// Logarithms of softmax for rules on outputs, in double precision.
//
//   out_k = z_k - max z - log sum_j exp(z_j - max z)
#pragma once

#include <cmath>
#include <cstdint>
#include <vector>

#include "tensor/kernels/exponential_sum.hpp"
#include "tensor/tensor.hpp"

namespace regsweep {

/// `out` has one element per logit z_0 .. z_(columns - 1).
inline void log_softmax(std::int64_t columns, const real* z, std::vector<double>& out) {
  const kernels::ExponentialSum all = kernels::exponential_sum(columns, z);
  for (std::int64_t k = 0; k < columns; ++k) {
    out[static_cast<std::size_t>(k)] = static_cast<double>(z[k]) - all.largest - std::log(all.sum);
  }
}

}  // namespace regsweep
