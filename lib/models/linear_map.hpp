// LinearMap: y = x W^T + b with W [out, in] and b [out], and noise on W (one mask for the whole
// call: DropConnect with a mask per batch, Wan et al. 2013).
#pragma once

#include "models/layer_map.hpp"
#include "tensor/gemm.hpp"

namespace regsweep {

/// Who deals with the bias. A layer that reads y anyway can add b on the way, and one that writes
/// the gradient at y can sum its columns on the way; then the map need not.
enum class BiasWork {
  map,               // forward adds b, backward writes its gradient
  reader_adds,       // forward gives x W^T alone; backward writes the gradient of b
  reader_adds_sums,  // forward gives x W^T alone; backward leaves the gradient of b
};

class LinearMap : public LayerMap {
 public:
  /// `bias` and `noise` may be null.
  LinearMap(const ParameterInfo* weight, const ParameterInfo* bias, SiteNoise* noise,
            Products products = {}, BiasWork bias_work = BiasWork::map)
      : LayerMap(weight, bias),
        noise_(noise),
        multiply_(std::move(products)),
        bias_work_(bias_work) {}

  void forward(std::int64_t rows, const real* x, const Flat& weights, const NoisePass& pass,
               real* y) override;
  void backward(std::int64_t rows, const real* x, const real* y_gradient, const Flat& weights,
                Flat& gradient, real* x_gradient) override;
  real variance() const override { return mask_.variance; }
  const real* used_weight(const Flat& weights) const override {
    return mask_.identity() ? data(weights, weight_info()) : noisy_weight_.data();
  }

  /// For the reader: the bias, and where its gradient belongs; null: there is none.
  const real* bias(const Flat& weights) const { return bias_of(weights); }
  real* bias_gradient(Flat& gradient) const { return bias_of(gradient); }

 private:
  SiteNoise* noise_;
  Products multiply_;
  BiasWork bias_work_;
  Draw mask_;            // of the last forward pass
  Buffer noisy_weight_;  // [out, in], only with noise
};

}  // namespace regsweep
