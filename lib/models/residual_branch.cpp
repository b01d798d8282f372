#include "models/residual_branch.hpp"

#include <algorithm>

#include "models/drawn.hpp"
#include "tensor/kernels/elementwise.hpp"
#include "tensor/kernels/layer_norm.hpp"
#include "tensor/kernels/sums.hpp"

namespace regsweep {
namespace {

void grow(Buffer& buffer, std::int64_t n) {
  if (buffer.size() < static_cast<std::size_t>(n)) buffer.resize(static_cast<std::size_t>(n));
}

}  // namespace

LayerNorm::LayerNorm(const ParameterLayout& layout, const std::string& name)
    : gain_(layout.find(name + ".weight")), bias_(layout.find(name + ".bias")) {
  RS_CHECK(gain_ != nullptr, "a layer normalization named " + name);
}

void LayerNorm::forward(std::int64_t rows, const real* x, const Flat& weights, real* y) {
  grow(mean_, rows), grow(inverse_deviation_, rows);
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
    : norm_(norm),
      layer_norm_(std::move(layer_norm)),
      channels_(channels),
      output_(output),
      path_(path) {}

void ResidualBranch::forward(std::int64_t B, std::int64_t T, const real* x, const Flat& weights,
                             const NoisePass& moment, const Function& f, const real* bias,
                             real* y) {
  const std::int64_t rows = B * T, n = rows * channels_;
  grow(kept_, n);
  output_noise_ = draw_at(output_, moment, {B, T, channels_});
  path_noise_ = draw_at(path_, moment, {B, T, channels_});
  real* branch = norm_ == Norm::pre ? y : kept_.data();
  if (norm_ == Norm::pre) layer_norm_.forward(rows, x, weights, kept_.data());
  f(norm_ == Norm::pre ? kept_.data() : x, branch);
  if (path_noise_.identity()) {
    apply_and_add(output_noise_, rows, channels_, x, bias, branch);
  } else {
    if (bias != nullptr) kernels::add_row(rows, channels_, bias, branch);
    apply(output_noise_, n, branch, branch);
    apply_and_add(path_noise_, rows, channels_, x, nullptr, branch);
  }
  if (norm_ == Norm::post) layer_norm_.forward(rows, kept_.data(), weights, y);
}

void ResidualBranch::backward(std::int64_t B, std::int64_t T, const real* x, const Flat& weights,
                              Flat& gradient, const Function& f_backward, GradientBuffers& buffers,
                              real* stream_gradient) {
  const std::int64_t rows = B * T, n = rows * channels_;
  if (norm_ == Norm::post) {
    std::fill_n(buffers.input.data(), n, real(0));
    layer_norm_.backward(rows, kept_.data(), stream_gradient, weights, gradient,
                         buffers.input.data());
    std::copy_n(buffers.input.data(), n, stream_gradient);
  }
  const real* at_branch = stream_gradient;
  if (!output_noise_.identity() || !path_noise_.identity()) {
    const bool both = !output_noise_.identity() && !path_noise_.identity();
    apply_backward(path_noise_.identity() ? output_noise_ : path_noise_, n, stream_gradient,
                   buffers.output.data());
    if (both) apply_backward(output_noise_, n, buffers.output.data());
    at_branch = buffers.output.data();
  }
  // f_backward overwrites its output while it still needs its input, so they are two buffers.
  f_backward(at_branch, buffers.input.data());
  if (norm_ == Norm::pre) {
    layer_norm_.backward(rows, x, buffers.input.data(), weights, gradient, stream_gradient);
  } else {
    kernels::add_scaled(n, 1, buffers.input.data(), stream_gradient);
  }
  buffers.next_branch();
}

std::vector<real> ResidualBranch::added(std::int64_t n, const real* x, const real* y) const {
  const real* sum = norm_ == Norm::pre ? y : kept_.data();
  std::vector<real> branch(sum, sum + n);
  kernels::add_scaled(n, -1, x, branch.data());
  return branch;
}

}  // namespace regsweep
