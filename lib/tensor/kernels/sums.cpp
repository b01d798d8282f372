// Sums in double with 16 partial sums, so that the order of additions is fixed and the loops still
// use vectors.
#include "tensor/kernels/sums.hpp"

#include <cmath>

#include "core/simd.hpp"

namespace regsweep::kernels {
namespace {

// So many sums run side by side: enough to fill the adders, and few enough to stay in registers.
constexpr std::int64_t sum_lanes = 16;

double total_of_lanes(const double* sums) {
  double all = 0;
  for (std::int64_t lane = 0; lane < sum_lanes; ++lane) all += sums[lane];
  return all;
}

}  // namespace

REGSWEEP_KERNEL double sum_of_squares(std::int64_t n, const real* x) {
  double sums[sum_lanes] = {};
  const std::int64_t whole = n / sum_lanes * sum_lanes;
  for (std::int64_t i = 0; i < whole; i += sum_lanes) {
    for (std::int64_t lane = 0; lane < sum_lanes; ++lane) {
      sums[lane] += static_cast<double>(x[i + lane]) * static_cast<double>(x[i + lane]);
    }
  }
  for (std::int64_t i = whole; i < n; ++i) {
    sums[i - whole] += static_cast<double>(x[i]) * static_cast<double>(x[i]);
  }
  return total_of_lanes(sums);
}

REGSWEEP_KERNEL double sum_of_magnitudes(std::int64_t n, const real* x) {
  double sums[sum_lanes] = {};
  const std::int64_t whole = n / sum_lanes * sum_lanes;
  for (std::int64_t i = 0; i < whole; i += sum_lanes) {
    for (std::int64_t lane = 0; lane < sum_lanes; ++lane) {
      sums[lane] += std::abs(static_cast<double>(x[i + lane]));
    }
  }
  for (std::int64_t i = whole; i < n; ++i) sums[i - whole] += std::abs(static_cast<double>(x[i]));
  return total_of_lanes(sums);
}

REGSWEEP_KERNEL void add_scaled(std::int64_t n, real factor, const real* REGSWEEP_RESTRICT x,
                                real* REGSWEEP_RESTRICT out) {
  for (std::int64_t i = 0; i < n; ++i) out[i] += factor * x[i];
}

}  // namespace regsweep::kernels
