#include "models/residual_branch.hpp"

#include <algorithm>

#include "models/apply_noise.hpp"
#include "tensor/kernels/elementwise.hpp"
#include "tensor/kernels/layer_norm.hpp"
#include "tensor/kernels/sums.hpp"

namespace regsweep {

LayerNorm::LayerNorm(const ParameterLayout& layout, const std::string& name)
    : gain_(layout.find(name + ".weight")), bias_(layout.find(name + ".bias")) {
  RS_CHECK(gain_ != nullptr, "a layer normalization named " + name);
}

void LayerNorm::buffers(const CallShape& call, BufferVisitor& visit) {
  visit.scratch(mean_, call.rows());
  visit.scratch(inverse_deviation_, call.rows());
}

void LayerNorm::forward(std::int64_t rows, const real* x, const Flat& weights, real* y) {
  kernels::layer_norm(rows, gain_->shape[0], x, data(weights, *gain_),
                      bias_ == nullptr ? nullptr : data(weights, *bias_), y, mean_.data(),
                      inverse_deviation_.data());
}

void LayerNorm::backward(std::int64_t rows, const real* x, const real* y_gradient,
                         const Flat& weights, Flat& gradient, real* x_gradient) const {
  kernels::layer_norm_backward(rows, gain_->shape[0], x, mean_.data(), inverse_deviation_.data(),
                               data(weights, *gain_), y_gradient, x_gradient,
                               data(gradient, *gain_),
                               bias_ == nullptr ? nullptr : data(gradient, *bias_));
}

ResidualBranch::ResidualBranch(Norm norm, LayerNorm layer_norm, std::int64_t channels,
                               SiteNoise* output, SiteNoise* path)
    : norm_(norm), layer_norm_(std::move(layer_norm)), C_(channels), output_(output), path_(path) {}

void ResidualBranch::buffers(const CallShape& call, BufferVisitor& visit) {
  layer_norm_.buffers(call, visit);
  visit.array(inner_, call.rows() * C_);
}

ResidualBranch::Ends ResidualBranch::begin(const CallShape& call, const real* x,
                                           const Flat& weights, const NoisePass& pass, real* y) {
  rows_ = call.rows();
  output_noise_ = draw_at(output_, pass, {call.examples, call.time, C_});
  path_noise_ = draw_at(path_, pass, {call.examples, call.time, C_});
  if (norm_ == Norm::post) return {x, inner_.data()};
  layer_norm_.forward(rows_, x, weights, inner_.data());
  return {inner_.data(), y};
}

void ResidualBranch::end(const real* x, const Flat& weights, const real* bias, real* y) {
  real* branch = norm_ == Norm::pre ? y : inner_.data();
  if (path_noise_.identity()) {
    apply_noise_and_add(output_noise_, rows_, C_, x, bias, branch);
  } else {
    if (bias != nullptr) kernels::add_row(rows_, C_, bias, branch);
    apply_noise(output_noise_, rows_ * C_, branch, branch);
    apply_noise_and_add(path_noise_, rows_, C_, x, nullptr, branch);
  }
  if (norm_ == Norm::post) layer_norm_.forward(rows_, inner_.data(), weights, y);
}

const real* ResidualBranch::begin_backward(const Flat& weights, Flat& gradient,
                                           GradientBuffers& buffers, real* stream_gradient) {
  const std::int64_t n = rows_ * C_;
  if (norm_ == Norm::post) {
    std::fill_n(buffers.input.data(), n, real(0));
    layer_norm_.backward(rows_, inner_.data(), stream_gradient, weights, gradient,
                         buffers.input.data());
    std::copy_n(buffers.input.data(), n, stream_gradient);
  }
  if (output_noise_.identity() && path_noise_.identity()) return stream_gradient;
  const bool both = !output_noise_.identity() && !path_noise_.identity();
  apply_noise_backward(path_noise_.identity() ? output_noise_ : path_noise_, n, stream_gradient,
                       buffers.output.data());
  if (both) apply_noise_backward(output_noise_, n, buffers.output.data());
  return buffers.output.data();
}

void ResidualBranch::end_backward(const real* x, const Flat& weights, Flat& gradient,
                                  GradientBuffers& buffers, real* stream_gradient) {
  if (norm_ == Norm::pre) {
    layer_norm_.backward(rows_, x, buffers.input.data(), weights, gradient, stream_gradient);
  } else {
    kernels::add_scaled(rows_ * C_, 1, buffers.input.data(), stream_gradient);
  }
  buffers.next_branch();
}

std::vector<real> ResidualBranch::added(const real* x, const real* y) const {
  const real* sum = norm_ == Norm::pre ? y : inner_.data();
  std::vector<real> branch(sum, sum + rows_ * C_);
  kernels::add_scaled(rows_ * C_, -1, x, branch.data());
  return branch;
}

}  // namespace regsweep
