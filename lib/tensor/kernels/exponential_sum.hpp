// The sum that normalizes a softmax, in double precision and without overflow:
//
//   softmax(z)_k     = exp(z_k - largest) / sum
//   log softmax(z)_k = z_k - largest - log(sum)
//   log sum_k e^z_k  = largest + log(sum)
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>

namespace regsweep::kernels {

struct ExponentialSum {
  double largest = 0;  // max z
  double sum = 0;      // sum_k exp(z_k - largest), at least 1

  double log_of_sum() const { return largest + std::log(sum); }
};

/// Of n > 0 numbers, float or double, added in their order.
template <class Number>
ExponentialSum exponential_sum(std::int64_t n, const Number* z) {
  ExponentialSum all{static_cast<double>(*std::max_element(z, z + n))};
  for (std::int64_t k = 0; k < n; ++k) all.sum += std::exp(static_cast<double>(z[k]) - all.largest);
  return all;
}

}  // namespace regsweep::kernels
