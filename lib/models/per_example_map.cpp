#include "models/per_example_map.hpp"

#include <algorithm>

#include "models/apply_noise.hpp"
#include "tensor/kernels/elementwise.hpp"
#include "tensor/kernels/sums.hpp"

namespace regsweep {
namespace {

// The noise of the example whose elements begin at `first`.
Draw mask_from(const Draw& masks, std::int64_t first) {
  return {masks.factors.from(first), masks.addend == nullptr ? nullptr : masks.addend + first};
}

bool same_for_all(const Draw& masks) {
  return masks.factors.each == nullptr && masks.factors.kept == nullptr && masks.addend == nullptr;
}

}  // namespace

const real* PerExampleMap::weight_of(std::int64_t example, const Flat& weights) {
  const std::int64_t n = out() * in();
  own_weight_.resize(weight_info().size);
  apply_noise(mask_from(masks_, example * n), n, data(weights, weight_info()), own_weight_.data());
  return own_weight_.data();
}

void PerExampleMap::forward(std::int64_t rows, const real* x, const Flat& weights,
                            const NoisePass& pass, real* y) {
  masks_ = draw_at(&noise_, pass, {rows, out(), in()});
  const auto add_to_bias = Accumulate(bias_info() != nullptr);
  if (bias_info() != nullptr) kernels::repeat_row(rows, out(), bias_of(weights), y);
  if (same_for_all(masks_)) {
    const MatrixView weight(weight_of(0, weights), out(), in());
    return multiply_({x, rows, in()}, weight.transpose(), add_to_bias, {y, rows, out()});
  }
  for (std::int64_t b = 0; b < rows; ++b) {
    const MatrixView weight(weight_of(b, weights), out(), in());
    multiply_({x + b * in(), 1, in()}, weight.transpose(), add_to_bias, {y + b * out(), 1, out()});
  }
}

void PerExampleMap::backward(std::int64_t rows, const real* x, const real* y_gradient,
                             const Flat& weights, Flat& gradient, real* x_gradient) {
  const std::int64_t n = out() * in();
  real* weight_gradient = data(gradient, weight_info());
  std::fill_n(weight_gradient, n, real(0));
  own_gradient_.resize(weight_info().size);
  for (std::int64_t b = 0; b < rows; ++b) {
    const MatrixView g(y_gradient + b * out(), 1, out());
    multiply_(g.transpose(), {x + b * in(), 1, in()}, Accumulate::no,
              {own_gradient_.data(), out(), in()});
    apply_noise_backward(mask_from(masks_, b * n), n, own_gradient_.data());
    kernels::add_scaled(n, 1, own_gradient_.data(), weight_gradient);
    if (x_gradient != nullptr) {
      multiply_(g, {weight_of(b, weights), out(), in()}, Accumulate::no,
                {x_gradient + b * in(), 1, in()});
    }
  }
  if (bias_info() != nullptr) kernels::column_sums(rows, out(), y_gradient, bias_of(gradient));
}

std::vector<real> PerExampleMap::used_weights(std::int64_t rows, const Flat& weights) const {
  const std::int64_t n = out() * in();
  std::vector<real> all(static_cast<std::size_t>(rows * n));
  for (std::int64_t b = 0; b < rows; ++b) {
    apply_noise(mask_from(masks_, b * n), n, data(weights, weight_info()), all.data() + b * n);
  }
  return all;
}

}  // namespace regsweep
