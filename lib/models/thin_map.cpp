#include "models/thin_map.hpp"

#include <algorithm>

#include "tensor/kernels/elementwise.hpp"

namespace regsweep {

Thinning thinning_of(const real* multipliers, std::int64_t columns) {
  Thinning out;
  for (std::int64_t c = 0; c < columns; ++c) {
    if (multipliers[c] == 0) continue;
    if (out.kept.empty()) out.scale = multipliers[c];
    if (multipliers[c] != out.scale) return {};
    out.kept.push_back(c);
  }
  if (static_cast<std::int64_t>(out.kept.size()) == columns) out.kept.clear();
  return out;
}

std::vector<real> spread(std::int64_t rows, const real* x, const Kept& kept, std::int64_t columns) {
  std::vector<real> out(static_cast<std::size_t>(rows * columns), real(0));
  for (std::int64_t row = 0; row < rows; ++row) {
    for (const std::int64_t unit : kept) out[static_cast<std::size_t>(row * columns + unit)] = *x++;
  }
  return out;
}

void ThinMap::forward(std::int64_t rows, const real* x, const Flat& weights,
                      const ParameterInfo& weight, const ParameterInfo* bias, const Kept& in,
                      const Kept& out, real* y) {
  const auto m = static_cast<std::int64_t>(out.size()), k = static_cast<std::int64_t>(in.size());
  weight_.resize(out.size() * in.size());
  real* to = weight_.data();
  for (const std::int64_t unit : out) {
    const real* from = data(weights, weight) + unit * weight.shape[1];
    for (const std::int64_t c : in) *to++ = from[c];
  }
  if (bias != nullptr) {
    bias_.clear();
    for (const std::int64_t unit : out) bias_.push_back(data(weights, *bias)[unit]);
    kernels::repeat_row(rows, m, bias_.data(), y);
  }
  gemm_({x, rows, k}, MatrixView(weight_.data(), m, k).transpose(), Accumulate(bias != nullptr),
        {y, rows, m});
}

void ThinMap::backward(std::int64_t rows, const real* x, const real* y_gradient,
                       const ParameterInfo& weight, const ParameterInfo* bias, const Kept& in,
                       const Kept& out, Flat& gradient, real* x_gradient) {
  const auto m = static_cast<std::int64_t>(out.size()), k = static_cast<std::int64_t>(in.size());
  gradient_.resize(out.size() * in.size());
  gemm_.backward({y_gradient, rows, m}, {x, rows, k}, {weight_.data(), m, k},
                 {gradient_.data(), m, k}, {x_gradient, rows, k});
  std::fill_n(data(gradient, weight), weight.size, real(0));
  const real* from = gradient_.data();
  for (const std::int64_t unit : out) {
    real* to = data(gradient, weight) + unit * weight.shape[1];
    for (const std::int64_t c : in) to[c] = *from++;
  }
  if (bias != nullptr) {
    bias_.resize(out.size());
    kernels::column_sums(rows, m, y_gradient, bias_.data());
    std::fill_n(data(gradient, *bias), bias->size, real(0));
    for (std::size_t i = 0; i < out.size(); ++i) data(gradient, *bias)[out[i]] = bias_[i];
  }
}

}  // namespace regsweep
