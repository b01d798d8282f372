// PerExampleMap: y_b = (W under the noise of example b) x_b + bias: DropConnect with a mask for
// each example (Wan et al. 2013). Each example costs a mask of [out, in] and products with a matrix
// of its own, so this is for small layers.
#pragma once

#include "models/layer_map.hpp"
#include "tensor/gemm.hpp"

namespace regsweep {

class PerExampleMap : public LayerMap {
 public:
  /// `noise` with axes {batch, out, in}; `bias` may be null.
  PerExampleMap(const ParameterInfo* weight, const ParameterInfo* bias, SiteNoise& noise,
                Products products = {})
      : LayerMap(weight, bias), noise_(noise), multiply_(std::move(products)) {}

  /// Each row is an example.
  void forward(std::int64_t rows, const real* x, const Flat& weights, const NoisePass& pass,
               real* y) override;
  void backward(std::int64_t rows, const real* x, const real* y_gradient, const Flat& weights,
                Flat& gradient, real* x_gradient) override;
  real variance() const override { return masks_.variance; }
  std::vector<real> used_weights(std::int64_t rows, const Flat& weights) const override;

 private:
  const real* weight_of(std::int64_t example, const Flat& weights);

  SiteNoise& noise_;
  Products multiply_;
  Draw masks_;                        // [examples, out, in], of the last forward pass
  Buffer own_weight_, own_gradient_;  // [out, in] of one example, and the gradient there
};

}  // namespace regsweep
