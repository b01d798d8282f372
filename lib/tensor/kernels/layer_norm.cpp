// One pass for the mean, one for the variance, one to write; a row stays in the first-level cache
// throughout.
#include "tensor/kernels/layer_norm.hpp"

#include <algorithm>
#include <cmath>

#include "core/simd.hpp"

namespace regsweep::kernels {
namespace {

constexpr real epsilon = static_cast<real>(1e-5);

// Partial sums side by side: a fixed order of additions, and loops that use vectors.
constexpr std::int64_t norm_lanes = 32;

REGSWEEP_INLINE real total(const real* sums) {
  real all = 0;
  for (std::int64_t lane = 0; lane < norm_lanes; ++lane) all += sums[lane];
  return all;
}

template <class Term>
REGSWEEP_INLINE real sum_of(std::int64_t n, const Term& term) {
  real sums[norm_lanes] = {};
  const std::int64_t whole = n / norm_lanes * norm_lanes;
  for (std::int64_t i = 0; i < whole; i += norm_lanes) {
    for (std::int64_t lane = 0; lane < norm_lanes; ++lane) sums[lane] += term(i + lane);
  }
  for (std::int64_t i = whole; i < n; ++i) sums[i - whole] += term(i);
  return total(sums);
}

}  // namespace

REGSWEEP_KERNEL void layer_norm(std::int64_t rows, std::int64_t C, const real* x, const real* gain,
                                const real* bias, real* y, real* mean, real* inverse_deviation) {
  for (std::int64_t r = 0; r < rows; ++r, x += C, y += C) {
    const real m = sum_of(C, [x](std::int64_t c) { return x[c]; }) / static_cast<real>(C);
    const real variance = sum_of(C, [x, m](std::int64_t c) { return (x[c] - m) * (x[c] - m); }) /
                          static_cast<real>(C);
    const real s = 1 / std::sqrt(variance + epsilon);
    mean[r] = m;
    inverse_deviation[r] = s;
    if (bias != nullptr) {
      for (std::int64_t c = 0; c < C; ++c) y[c] = (x[c] - m) * s * gain[c] + bias[c];
    } else {
      for (std::int64_t c = 0; c < C; ++c) y[c] = (x[c] - m) * s * gain[c];
    }
  }
}

REGSWEEP_KERNEL void layer_norm_backward(
    std::int64_t rows, std::int64_t C, const real* REGSWEEP_RESTRICT x,
    const real* REGSWEEP_RESTRICT mean, const real* REGSWEEP_RESTRICT inverse_deviation,
    const real* REGSWEEP_RESTRICT gain, const real* REGSWEEP_RESTRICT y_gradient,
    real* REGSWEEP_RESTRICT x_gradient, real* REGSWEEP_RESTRICT gain_gradient,
    real* REGSWEEP_RESTRICT bias_gradient) {
  std::fill(gain_gradient, gain_gradient + C, real(0));
  if (bias_gradient != nullptr) std::fill(bias_gradient, bias_gradient + C, real(0));
  for (std::int64_t r = 0; r < rows; ++r) {
    const real *row = x + r * C, *g = y_gradient + r * C;
    real* out = x_gradient + r * C;
    const real m = mean[r], s = inverse_deviation[r];
    const real average =
        sum_of(C, [&](std::int64_t c) { return gain[c] * g[c]; }) / static_cast<real>(C);
    const real slope =
        sum_of(C, [&](std::int64_t c) { return gain[c] * g[c] * ((row[c] - m) * s); }) /
        static_cast<real>(C);
    for (std::int64_t c = 0; c < C; ++c) {
      const real normalized = (row[c] - m) * s;
      out[c] += s * (gain[c] * g[c] - average - normalized * slope);
      gain_gradient[c] += g[c] * normalized;
    }
    if (bias_gradient != nullptr) {
      for (std::int64_t c = 0; c < C; ++c) bias_gradient[c] += g[c];
    }
  }
}

}  // namespace regsweep::kernels
