#include "models/linear_map.hpp"

#include "models/drawn.hpp"
#include "tensor/kernels/elementwise.hpp"

namespace regsweep {

void LinearMap::forward(std::int64_t rows, const real* x, const Flat& weights,
                        const NoisePass& moment, real* y) {
  const real* weight = data(weights, *weight_);
  const std::int64_t shape[] = {out(), in()};
  drawn_ = noise_ == nullptr ? Draw{} : noise_->draw(moment, shape);
  if (!drawn_.identity()) {
    noisy_weight_.resize(weight_->size);
    apply(drawn_, out() * in(), weight, noisy_weight_.data());
    weight = noisy_weight_.data();
  }
  const bool biased = bias_ != nullptr && !leaves_bias_;
  if (biased) kernels::repeat_row(rows, out(), bias(weights), y);
  gemm_({x, rows, in()}, MatrixView(weight, out(), in()).transpose(), Accumulate(biased),
        {y, rows, out()});
}

void LinearMap::backward(std::int64_t rows, const real* x, const real* y_gradient,
                         const Flat& weights, Flat& gradient, real* x_gradient) const {
  real* weight_gradient = data(gradient, *weight_);
  gemm_.backward({y_gradient, rows, out()}, {x, rows, in()}, {used_weight(weights), out(), in()},
                 {weight_gradient, out(), in()}, {x_gradient, rows, in()});
  apply_backward(drawn_, out() * in(), weight_gradient);
  if (bias_ != nullptr && !leaves_bias_gradient_) {
    kernels::column_sums(rows, out(), y_gradient, bias_gradient(gradient));
  }
}

double LinearMap::flops_per_row(bool inputs_need_gradient) const {
  return 2 * static_cast<double>(in() * out()) * (inputs_need_gradient ? 3 : 2);
}

}  // namespace regsweep
