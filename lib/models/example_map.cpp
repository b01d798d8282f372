#include "models/example_map.hpp"

#include <algorithm>

#include "models/drawn.hpp"
#include "tensor/kernels/elementwise.hpp"
#include "tensor/kernels/sums.hpp"

namespace regsweep {
namespace {

// The noise of one example out of those drawn for all.
Draw part_of(const Draw& drawn, std::int64_t first) {
  return {drawn.factors.from(first), drawn.addend == nullptr ? nullptr : drawn.addend + first};
}

bool same_for_all(const Draw& drawn) {
  return drawn.factors.each == nullptr && drawn.factors.kept == nullptr && drawn.addend == nullptr;
}

}  // namespace

const real* ExampleMap::weight_of(std::int64_t example, const Flat& weights) {
  const auto n = static_cast<std::int64_t>(weight_->size);
  own_.resize(weight_->size);
  apply(part_of(drawn_, example * n), n, data(weights, *weight_), own_.data());
  return own_.data();
}

void ExampleMap::forward(std::int64_t rows, const real* x, const Flat& weights,
                         const NoisePass& moment, real* y) {
  const std::int64_t out = weight_->shape[0], in = weight_->shape[1], shape[] = {rows, out, in};
  drawn_ = noise_->draw(moment, shape);
  const auto accumulate = Accumulate(bias_ != nullptr);
  if (bias_ != nullptr) kernels::repeat_row(rows, out, data(weights, *bias_), y);
  if (same_for_all(drawn_)) {
    const MatrixView weight(weight_of(0, weights), out, in);
    return gemm_({x, rows, in}, weight.transpose(), accumulate, {y, rows, out});
  }
  for (std::int64_t b = 0; b < rows; ++b) {
    const MatrixView weight(weight_of(b, weights), out, in);
    gemm_({x + b * in, 1, in}, weight.transpose(), accumulate, {y + b * out, 1, out});
  }
}

void ExampleMap::backward(std::int64_t rows, const real* x, const real* y_gradient,
                          const Flat& weights, Flat& gradient, real* x_gradient) {
  const std::int64_t out = weight_->shape[0], in = weight_->shape[1], n = out * in;
  real* weight_gradient = data(gradient, *weight_);
  std::fill_n(weight_gradient, n, real(0));
  outer_.resize(weight_->size);
  for (std::int64_t b = 0; b < rows; ++b) {
    const real* g = y_gradient + b * out;
    gemm_(MatrixView(g, 1, out).transpose(), {x + b * in, 1, in}, Accumulate::no,
          {outer_.data(), out, in});
    apply_backward(part_of(drawn_, b * n), n, outer_.data());
    kernels::add_scaled(n, 1, outer_.data(), weight_gradient);
    if (x_gradient != nullptr) {
      gemm_({g, 1, out}, {weight_of(b, weights), out, in}, Accumulate::no,
            {x_gradient + b * in, 1, in});
    }
  }
  if (bias_ != nullptr) kernels::column_sums(rows, out, y_gradient, data(gradient, *bias_));
}

std::vector<real> ExampleMap::used_weights(std::int64_t rows, const Flat& weights) const {
  const auto n = static_cast<std::int64_t>(weight_->size);
  std::vector<real> all(static_cast<std::size_t>(rows * n));
  for (std::int64_t b = 0; b < rows; ++b) {
    apply(part_of(drawn_, b * n), n, data(weights, *weight_), all.data() + b * n);
  }
  return all;
}

}  // namespace regsweep
