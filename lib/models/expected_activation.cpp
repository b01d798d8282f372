#include "models/expected_activation.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <vector>

#include "tensor/gemm.hpp"
#include "tensor/kernels/elementwise.hpp"

namespace regsweep {
namespace {

double density(double x) { return std::exp(-x * x / 2) / std::sqrt(2 * std::numbers::pi); }

double expected_relu(double mean, double deviation) {
  if (deviation == 0) return std::max(mean, 0.0);
  const double x = mean / deviation;
  return mean * std::erfc(-x / std::numbers::sqrt2) / 2 + deviation * density(x);
}

}  // namespace

void expected_activation(Activation activation, std::int64_t n, const real* mean,
                         const real* variance, real* out) {
  if (activation == Activation::relu) {
    for (std::int64_t i = 0; i < n; ++i) {
      out[i] = static_cast<real>(
          expected_relu(static_cast<double>(mean[i]), std::sqrt(static_cast<double>(variance[i]))));
    }
    return;
  }
  constexpr double width = 6;
  const double spacing = activation == Activation::selu ? 1.0 / 16 : 1.0 / 8;
  const auto points = static_cast<int>(2 * width / spacing);
  constexpr std::int64_t piece = 4096;
  Buffer at(piece), activated(piece);
  std::vector<double> sum(piece);
  for (std::int64_t first = 0; first < n; first += piece) {
    const std::int64_t now = std::min(piece, n - first);
    std::fill(sum.begin(), sum.end(), 0.0);
    double total = 0;
    for (int point = 0; point <= points; ++point) {
      const double x = -width + point * spacing, weight = density(x);
      total += weight;
      for (std::int64_t i = 0; i < now; ++i) {
        at[static_cast<std::size_t>(i)] =
            mean[first + i] + static_cast<real>(x) * std::sqrt(variance[first + i]);
      }
      kernels::activate(activation, now, at.data(), {}, activated.data());
      for (std::int64_t i = 0; i < now; ++i) {
        sum[static_cast<std::size_t>(i)] +=
            weight * static_cast<double>(activated[static_cast<std::size_t>(i)]);
      }
    }
    for (std::int64_t i = 0; i < now; ++i) {
      out[first + i] = static_cast<real>(sum[static_cast<std::size_t>(i)] / total);
    }
  }
}

void output_variances(const MatrixView& x, const MatrixView& W, real variance, Buffer& variances) {
  const auto squares = [](const MatrixView& of) {
    const std::int64_t n = of.rows * of.columns;
    Buffer made(static_cast<std::size_t>(n));
    kernels::product(n, of.data, {1, of.data}, made.data());
    return made;
  };
  const Buffer weights = squares(W), inputs = squares(x);
  variances.resize(static_cast<std::size_t>(x.rows * W.rows));
  gemm({inputs.data(), x.rows, x.columns},
       MatrixView(weights.data(), W.rows, W.columns).transpose(), Accumulate::no,
       {variances.data(), x.rows, W.rows}, variance);
}

}  // namespace regsweep
