#include "tensor/kernels/loss.hpp"

#include <algorithm>

#include "tensor/kernels/elementary.hpp"

namespace regsweep::kernels {
namespace {

REGSWEEP_KERNEL void exponentials(std::int64_t n, real* z) {
  for (std::int64_t i = 0; i < n; ++i) z[i] = exponential(z[i]);
}

// z -= max z; returns where the first maximum is.
std::int64_t shift_by_largest(std::int64_t K, real* z) {
  std::int64_t at = 0;
  for (std::int64_t k = 1; k < K; ++k) {
    if (z[k] > z[at]) at = k;
  }
  const real largest = z[at];
  for (std::int64_t k = 0; k < K; ++k) z[k] -= largest;
  return at;
}

// Rows [first, first + rows): rows are grouped so that the exponentials, the only costly part, run
// over many elements at once.
constexpr std::int64_t group = 64;

LossSums cross_entropy_group(std::int64_t rows, std::int64_t K, real* z, const std::int32_t* labels,
                             const real* targets, real scale, double* losses) {
  LossSums sums;
  double target_logit[group];  // sum_k t_k (z_k - max z)
  for (std::int64_t b = 0; b < rows; ++b) {
    real* row = z + b * K;
    const std::int64_t predicted = shift_by_largest(K, row);
    if (labels[b] < 0) continue;
    sums.errors += predicted != labels[b];
    ++sums.count;
    target_logit[b] = static_cast<double>(row[labels[b]]);
    if (targets != nullptr) {
      target_logit[b] = 0;
      for (std::int64_t k = 0; k < K; ++k) {
        target_logit[b] += static_cast<double>(targets[b * K + k]) * static_cast<double>(row[k]);
      }
    }
  }
  exponentials(rows * K, z);
  for (std::int64_t b = 0; b < rows; ++b) {
    real* row = z + b * K;
    if (labels[b] < 0) {
      std::fill(row, row + K, real(0));
      if (losses != nullptr) losses[b] = 0;
      continue;
    }
    double sum = 0;
    for (std::int64_t k = 0; k < K; ++k) sum += static_cast<double>(row[k]);
    const double loss = std::log(sum) - target_logit[b];
    sums.loss += loss;
    if (losses != nullptr) losses[b] = loss;
    const real factor = scale / static_cast<real>(sum);
    for (std::int64_t k = 0; k < K; ++k) row[k] *= factor;
    if (targets == nullptr) {
      row[labels[b]] -= scale;
    } else {
      for (std::int64_t k = 0; k < K; ++k) row[k] -= targets[b * K + k] * scale;
    }
  }
  return sums;
}

}  // namespace

LossSums cross_entropy(std::int64_t B, std::int64_t K, real* z, const std::int32_t* labels,
                       const real* targets, real gradient_scale, double* losses) {
  LossSums sums;
  for (std::int64_t first = 0; first < B; first += group) {
    sums.add(cross_entropy_group(std::min(group, B - first), K, z + first * K, labels + first,
                                 targets == nullptr ? nullptr : targets + first * K, gradient_scale,
                                 losses == nullptr ? nullptr : losses + first));
  }
  return sums;
}

LossSums squared_error(std::int64_t B, std::int64_t K, real* z, const real* y,
                       real gradient_scale) {
  double sum = 0;
  const real slope = 2 * gradient_scale / static_cast<real>(K);
  for (std::int64_t i = 0; i < B * K; ++i) {
    const real difference = z[i] - y[i];
    sum += static_cast<double>(difference) * static_cast<double>(difference);
    z[i] = difference * slope;
  }
  const double mean = sum / static_cast<double>(K);
  return {mean, mean, B};
}

}  // namespace regsweep::kernels
