// Sums in double with 16 partial sums, so that the order of additions is fixed and the loops still
// use vectors.
#include "tensor/kernels/sums.hpp"

#include <cmath>

#include "core/simd.hpp"

namespace regsweep::kernels {
namespace {

// So many sums run side by side: enough to fill the adders, and few enough to stay in registers.
constexpr std::int64_t lanes = 16;

double total(const double* sums) {
  double all = 0;
  for (std::int64_t lane = 0; lane < lanes; ++lane) all += sums[lane];
  return all;
}

}  // namespace

REGSWEEP_KERNEL double sum_of_squares(std::int64_t n, const real* x) {
  double sums[lanes] = {};
  const std::int64_t whole = n / lanes * lanes;
  for (std::int64_t i = 0; i < whole; i += lanes) {
    for (std::int64_t lane = 0; lane < lanes; ++lane) {
      sums[lane] += static_cast<double>(x[i + lane]) * static_cast<double>(x[i + lane]);
    }
  }
  for (std::int64_t i = whole; i < n; ++i) {
    sums[i - whole] += static_cast<double>(x[i]) * static_cast<double>(x[i]);
  }
  return total(sums);
}

REGSWEEP_KERNEL double sum_of_magnitudes(std::int64_t n, const real* x) {
  double sums[lanes] = {};
  const std::int64_t whole = n / lanes * lanes;
  for (std::int64_t i = 0; i < whole; i += lanes) {
    for (std::int64_t lane = 0; lane < lanes; ++lane) {
      sums[lane] += std::abs(static_cast<double>(x[i + lane]));
    }
  }
  for (std::int64_t i = whole; i < n; ++i) sums[i - whole] += std::abs(static_cast<double>(x[i]));
  return total(sums);
}

REGSWEEP_KERNEL void add_scaled(std::int64_t n, real factor, const real* REGSWEEP_RESTRICT x,
                                real* REGSWEEP_RESTRICT out) {
  for (std::int64_t i = 0; i < n; ++i) out[i] += factor * x[i];
}

}  // namespace regsweep::kernels
