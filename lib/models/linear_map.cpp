#include "models/linear_map.hpp"

#include "models/apply_noise.hpp"
#include "tensor/kernels/elementwise.hpp"

namespace regsweep {

void LinearMap::forward(std::int64_t rows, const real* x, const Flat& weights,
                        const NoisePass& pass, real* y) {
  const real* weight = data(weights, weight_info());
  mask_ = draw_at(noise_, pass, {out(), in()});
  if (!mask_.identity()) {
    noisy_weight_.resize(weight_info().size);
    apply_noise(mask_, out() * in(), weight, noisy_weight_.data());
    weight = noisy_weight_.data();
  }
  const bool adds_bias = bias_info() != nullptr && bias_work_ == BiasWork::map;
  if (adds_bias) kernels::repeat_row(rows, out(), bias(weights), y);
  multiply_({x, rows, in()}, MatrixView(weight, out(), in()).transpose(), Accumulate(adds_bias),
            {y, rows, out()});
}

void LinearMap::backward(std::int64_t rows, const real* x, const real* y_gradient,
                         const Flat& weights, Flat& gradient, real* x_gradient) {
  real* weight_gradient = data(gradient, weight_info());
  multiply_.backward({y_gradient, rows, out()}, {x, rows, in()},
                     {used_weight(weights), out(), in()}, {weight_gradient, out(), in()},
                     {x_gradient, rows, in()});
  apply_noise_backward(mask_, out() * in(), weight_gradient);
  if (bias_info() != nullptr && bias_work_ != BiasWork::reader_adds_sums) {
    kernels::column_sums(rows, out(), y_gradient, bias_gradient(gradient));
  }
}

}  // namespace regsweep
