// LayerMap: the linear map from one layer to the next, y = x W^T + b, with W [out, in] and b [out].
// How it is computed is chosen once, when the layer is made:
//
//   LinearMap       one matrix for all rows, perhaps with noise on it
//   PerExampleMap   noise on the weights of each example of its own
//   SparseRowsMap   only the rows and columns of W that belong to units which are not dropped
//
// The layout's entries and the noise are the model's; they outlive the map.
#pragma once

#include <vector>

#include "regularizers/site_noise.hpp"
#include "tensor/parameters.hpp"

namespace regsweep {

class LayerMap {
 public:
  /// `bias` may be null.
  LayerMap(const ParameterInfo* weight, const ParameterInfo* bias) : weight_(weight), bias_(bias) {}
  virtual ~LayerMap() = default;

  std::int64_t in() const { return weight_->shape[1]; }
  std::int64_t out() const { return weight_->shape[0]; }

  /// x [rows, in] -> y [rows, out]
  virtual void forward(std::int64_t rows, const real* x, const Flat& weights, const NoisePass& pass,
                       real* y) = 0;

  /// Writes the gradients of weight and bias, and that of x unless x_gradient is null. x, weights
  /// and noise are those of forward.
  virtual void backward(std::int64_t rows, const real* x, const real* y_gradient,
                        const Flat& weights, Flat& gradient, real* x_gradient) = 0;

  /// Of the multiplier on the weights, where evaluation is to average over it (Draw::variance).
  virtual real variance() const { return 0; }

  /// The matrix [out, in] that the last forward pass used for all rows, with its noise.
  virtual const real* used_weight(const Flat& weights) const { return data(weights, *weight_); }

  /// The matrices [rows, out, in] of that pass, where each row has its own noise; else W each time.
  virtual std::vector<real> used_weights(std::int64_t rows, const Flat& weights) const {
    const real* one = data(weights, *weight_);
    std::vector<real> all;
    for (std::int64_t row = 0; row < rows; ++row) all.insert(all.end(), one, one + weight_->size);
    return all;
  }

  /// Multiplications and additions of one training step, per row: twice the products of forward and
  /// backward.
  double flops_per_row(bool inputs_need_gradient = true) const {
    return 2 * static_cast<double>(in() * out()) * (inputs_need_gradient ? 3 : 2);
  }

 protected:
  const ParameterInfo& weight_info() const { return *weight_; }
  const ParameterInfo* bias_info() const { return bias_; }

  /// Null: there is no bias.
  const real* bias_of(const Flat& weights) const {
    return bias_ == nullptr ? nullptr : data(weights, *bias_);
  }
  real* bias_of(Flat& gradient) const {
    return bias_ == nullptr ? nullptr : data(gradient, *bias_);
  }

 private:
  const ParameterInfo* weight_;
  const ParameterInfo* bias_;
};

}  // namespace regsweep
