// Multi-layer perceptron: x -> [linear -> activation] x L -> linear, for classification (logits)
// and regression.
//
//   h_0 = noise_input(x);  z_i = h_i W_i^T + b_i;  h_(i+1) = noise_i(act(z_i));  outputs = h_L
//   W_L^T + b_L
//
// Parameters: layers.<i>.weight [out, in], layers.<i>.bias [out], i = 0 .. L. Sites: input,
// hidden.0 .. hidden.L-1 (after the activation), with axes {batch, feature}; where a hidden layer's
// mask is shared by the batch, dropped units are left out of the products. weights.0 .. weights.L
// with axes {out, in} (one mask per step: DropConnect), or example_weights.0 .. with axes {batch,
// out, in} (one for each example; slow).
#pragma once

#include <string>
#include <vector>

#include "models/example_map.hpp"
#include "models/initialization.hpp"
#include "models/linear_map.hpp"
#include "models/model_entry.hpp"
#include "models/thin_map.hpp"
#include "tensor/kernels/activation.hpp"

namespace regsweep {

struct MlpOptions {
  std::vector<std::int64_t> hidden{128};
  Activation activation = Activation::relu;
  bool bias = true;
  Initialization initialization;
};

const Fields<MlpOptions>& mlp_fields();
std::vector<Site> mlp_sites(const MlpOptions& options);
ParameterLayout mlp_layout(const MlpOptions& options, std::int64_t features, std::int64_t outputs);

class Mlp : public Model {
 public:
  /// `noises` has one entry per site of mlp_sites(options), in that order; null entries are free.
  Mlp(const MlpOptions& options, std::int64_t features, std::int64_t outputs, SiteNoises noises,
      const Products& products = {});

  const ParameterLayout& layout() const override { return layout_; }
  void initialize(std::uint32_t seed, Flat& weights) const override;
  real* forward(const Inputs& inputs, const Flat& weights, const NoisePass& moment) override;
  void backward(const real* output_gradient, const Flat& weights, Flat& gradient) override;
  SiteTensor value_at(const std::string& site, const Flat& weights) const override;
  double flops_per_step(std::int64_t rows) const override;

 private:
  struct Layer {
    LinearMap map;
    ExampleMap example;  // instead of map, where weights have noise for each example
    const ParameterInfo* weight = nullptr;
    const ParameterInfo* bias = nullptr;
    SiteNoise* site = nullptr;  // after the activation; null in the last layer
    const SiteWatchers* watchers = nullptr;
    Buffer z, h, gradient;  // [rows, out]: before and after the activation, gradient at z
    Draw noise;             // of the last forward pass
    Kept kept;  // units of this layer that a thinned forward pass has; z, h and gradient hold only
                // those
    ThinMap thin;
    std::int64_t width(bool thinned) const {
      return thinned ? static_cast<std::int64_t>(kept.size()) : map.out();
    }
  };

  void reserve(std::int64_t rows);
  bool draw_masks(const NoisePass& moment);
  const Kept& kept_below(std::size_t layer) const {
    return layer == 0 ? all_inputs_ : layers_[layer - 1].kept;
  }
  real* input_gradient();
  const real* noisy_input(const real* inputs, const NoisePass& moment);

  MlpOptions options_;
  ParameterLayout layout_;
  std::vector<Layer> layers_;
  SiteNoise* input_site_ = nullptr;
  Buffer input_;                      // noisy copy of the inputs
  Buffer variances_;                  // only with scaling moments
  Buffer input_gradient_;             // only when somebody watches the inputs
  const real* input_used_ = nullptr;  // what layer 0 saw in the last forward pass
  std::int64_t rows_ = 0, reserved_ = 0;
  Kept all_inputs_;
  bool thinned_ = false;        // the last forward pass was
  bool noisy_weights_ = false;  // then maps need their whole matrices
};

}  // namespace regsweep
