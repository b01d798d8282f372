// LinearMap: y = x W^T + b with W [out, in] and b [out], and noise on W (one mask for the whole
// call: DropConnect per batch).
#pragma once

#include <vector>

#include "regularizers/site_noise.hpp"
#include "tensor/gemm.hpp"
#include "tensor/parameters.hpp"

namespace regsweep {

class LinearMap {
 public:
  LinearMap() = default;
  /// `bias` and `noise` may be null. The layout's entries and the noise are the model's; they
  /// outlive the map.
  LinearMap(const ParameterInfo* weight, const ParameterInfo* bias, SiteNoise* noise,
            Products products = {})
      : weight_(weight), bias_(bias), noise_(noise), gemm_(std::move(products)) {}

  /// Leaves the bias to who reads y: forward then gives x W^T alone; or its gradient, the column
  /// sums of y's, to who writes that.
  void leave_bias() { leaves_bias_ = true; }
  void leave_bias_gradient() { leaves_bias_gradient_ = true; }
  /// Null: there is none.
  const real* bias(const Flat& weights) const {
    return bias_ == nullptr ? nullptr : data(weights, *bias_);
  }
  real* bias_gradient(Flat& gradient) const {
    return bias_ == nullptr ? nullptr : data(gradient, *bias_);
  }

  std::int64_t in() const { return weight_->shape[1]; }
  std::int64_t out() const { return weight_->shape[0]; }

  /// x [rows, in] -> y [rows, out]
  void forward(std::int64_t rows, const real* x, const Flat& weights, const NoisePass& moment,
               real* y);

  /// Writes the gradients of weight and bias, and that of x unless x_gradient is null. x, weights
  /// and noise are those of forward.
  void backward(std::int64_t rows, const real* x, const real* y_gradient, const Flat& weights,
                Flat& gradient, real* x_gradient) const;

  /// Of a multiplier, where evaluation is to average over it (Draw::variance).
  real variance() const { return drawn_.variance; }

  /// The weights that the last forward pass used, with their noise.
  const real* used_weight(const Flat& weights) const {
    return drawn_.identity() ? data(weights, *weight_) : noisy_weight_.data();
  }

  /// Multiplications and additions of one training step, per row: twice the products of forward and
  /// backward.
  double flops_per_row(bool inputs_need_gradient = true) const;

 private:
  const ParameterInfo* weight_ = nullptr;
  const ParameterInfo* bias_ = nullptr;
  SiteNoise* noise_ = nullptr;
  Products gemm_;
  bool leaves_bias_ = false, leaves_bias_gradient_ = false;
  Draw drawn_;           // of the last forward pass
  Buffer noisy_weight_;  // only with noise
};

}  // namespace regsweep
