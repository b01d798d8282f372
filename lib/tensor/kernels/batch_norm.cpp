// Loops run along columns, which lie side by side, so that they use vectors; rows are added in
// their order.
#include "tensor/kernels/batch_norm.hpp"

#include <algorithm>
#include <cmath>

#include "core/simd.hpp"

namespace regsweep::kernels {

REGSWEEP_KERNEL void column_moments(std::int64_t rows, std::int64_t C,
                                    const real* REGSWEEP_RESTRICT x, real* REGSWEEP_RESTRICT mean,
                                    real* REGSWEEP_RESTRICT variance) {
  const real share = 1 / static_cast<real>(rows);
  std::fill(mean, mean + C, real(0));
  for (std::int64_t r = 0; r < rows; ++r) {
    for (std::int64_t c = 0; c < C; ++c) mean[c] += x[r * C + c];
  }
  for (std::int64_t c = 0; c < C; ++c) mean[c] *= share;
  std::fill(variance, variance + C, real(0));
  for (std::int64_t r = 0; r < rows; ++r) {
    for (std::int64_t c = 0; c < C; ++c) {
      const real off = x[r * C + c] - mean[c];
      variance[c] += off * off;
    }
  }
  for (std::int64_t c = 0; c < C; ++c) variance[c] *= share;
}

REGSWEEP_KERNEL void inverse_deviations(std::int64_t C, const real* variance,
                                        real* inverse_deviation) {
  constexpr real batch_epsilon = static_cast<real>(1e-5);
  for (std::int64_t c = 0; c < C; ++c) {
    inverse_deviation[c] = 1 / std::sqrt(variance[c] + batch_epsilon);
  }
}

REGSWEEP_KERNEL void normalize_columns(std::int64_t rows, std::int64_t C, const real* x,
                                       const real* REGSWEEP_RESTRICT mean,
                                       const real* REGSWEEP_RESTRICT inverse_deviation,
                                       const real* REGSWEEP_RESTRICT gain,
                                       const real* REGSWEEP_RESTRICT bias, real* y) {
  for (std::int64_t r = 0; r < rows; ++r, x += C, y += C) {
    for (std::int64_t c = 0; c < C; ++c) {
      y[c] = (x[c] - mean[c]) * inverse_deviation[c] * gain[c] + bias[c];
    }
  }
}

REGSWEEP_KERNEL void normalize_columns_backward(
    std::int64_t rows, std::int64_t C, const real* REGSWEEP_RESTRICT x,
    const real* REGSWEEP_RESTRICT mean, const real* REGSWEEP_RESTRICT inverse_deviation,
    const real* REGSWEEP_RESTRICT gain, bool of_rows, const real* y_gradient, real* x_gradient,
    real* REGSWEEP_RESTRICT gain_gradient, real* REGSWEEP_RESTRICT bias_gradient) {
  std::fill(gain_gradient, gain_gradient + C, real(0));
  std::fill(bias_gradient, bias_gradient + C, real(0));
  for (std::int64_t r = 0; r < rows; ++r) {
    const real *row = x + r * C, *g = y_gradient + r * C;
    for (std::int64_t c = 0; c < C; ++c) {
      gain_gradient[c] += g[c] * ((row[c] - mean[c]) * inverse_deviation[c]);
      bias_gradient[c] += g[c];
    }
  }
  const real share = of_rows ? 1 / static_cast<real>(rows) : real(0);
  for (std::int64_t r = 0; r < rows; ++r) {
    const real *row = x + r * C, *g = y_gradient + r * C;
    real* out = x_gradient + r * C;
    for (std::int64_t c = 0; c < C; ++c) {
      const real normalized = (row[c] - mean[c]) * inverse_deviation[c];
      const real common = share * (bias_gradient[c] + normalized * gain_gradient[c]);
      out[c] = gain[c] * inverse_deviation[c] * (g[c] - common);
    }
  }
}

}  // namespace regsweep::kernels
