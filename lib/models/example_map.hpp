// ExampleMap: y_b = (W under its own noise for example b) x_b + bias: DropConnect with a mask for
// each example (Wan et al. 2013). Each example costs a mask of [out, in] and products with a matrix
// of its own, so this is for small layers.
#pragma once

#include <utility>
#include <vector>

#include "regularizers/site_noise.hpp"
#include "tensor/gemm.hpp"
#include "tensor/parameters.hpp"

namespace regsweep {

class ExampleMap {
 public:
  ExampleMap() = default;
  /// `noise` with axes {batch, out, in}; null: the map is not used. `bias` may be null.
  ExampleMap(const ParameterInfo* weight, const ParameterInfo* bias, SiteNoise* noise,
             Products products = {})
      : weight_(weight), bias_(bias), noise_(noise), gemm_(std::move(products)) {}

  bool used() const { return noise_ != nullptr; }

  /// x [rows, in] -> y [rows, out]
  void forward(std::int64_t rows, const real* x, const Flat& weights, const NoisePass& moment,
               real* y);

  /// Writes the gradients of weight and bias, and that of x unless x_gradient is null. x, weights
  /// and noise are those of forward.
  void backward(std::int64_t rows, const real* x, const real* y_gradient, const Flat& weights,
                Flat& gradient, real* x_gradient);

  /// Of a multiplier, where evaluation is to average over it (Draw::variance).
  real variance() const { return drawn_.variance; }

  /// The weights [rows, out, in] of the last forward pass, with their noise.
  std::vector<real> used_weights(std::int64_t rows, const Flat& weights) const;

 private:
  const real* weight_of(std::int64_t example, const Flat& weights);

  const ParameterInfo* weight_ = nullptr;
  const ParameterInfo* bias_ = nullptr;
  SiteNoise* noise_ = nullptr;
  Products gemm_;
  Draw drawn_;          // of the last forward pass
  Buffer own_, outer_;  // of one example: its weights, and the gradient at them
};

}  // namespace regsweep
