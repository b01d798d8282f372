// Multi-layer perceptron: x -> [linear -> activation] x L -> linear, for classification (logits)
// and regression.
//
//   h_0 = noise_input(x);  z_i = h_i W_i^T + b_i;  h_(i+1) = noise_i(act(norm_i(z_i)))
//   outputs = h_L W_L^T + b_L
//
// Parameters: layers.<i>.weight [out, in], layers.<i>.bias [out], i = 0 .. L; with a norm
// norms.<i>.weight and .bias [out], of batch also .running_mean and .running_var (hidden_norm.hpp).
// Sites:
//   input, hidden.0 .. hidden.L-1 (after the activation), axes {batch, feature}; where a hidden
//     layer's mask is shared by the batch, dropped units are left out of the products
//   weights.0 .. weights.L, axes {out, in}: one mask per step (DropConnect)
//   example_weights.0 .. example_weights.L, axes {batch, out, in}: one for each example; slow
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "models/hidden_norm.hpp"
#include "models/initialization.hpp"
#include "models/layer_map.hpp"
#include "models/model_entry.hpp"
#include "models/sparse_rows_map.hpp"
#include "tensor/kernels/activation.hpp"

namespace regsweep {

struct MlpOptions {
  std::vector<std::int64_t> hidden{128};
  Activation activation = Activation::relu;
  bool bias = true;
  std::optional<HiddenNormKind> norm;  // of the hidden layers; absent: none
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
  real* forward(const Inputs& inputs, const Flat& weights, const NoisePass& pass) override;
  void backward(const real* output_gradient, const Flat& weights, Flat& gradient) override;
  void after_step(Flat& weights) const override;
  std::vector<std::int64_t> shape_at(const Site& site, const CallShape& call) const override;
  double flops_per_step(std::int64_t rows) const override;

 protected:
  void forward_buffers(const CallShape& call, BufferVisitor& visit) override;
  std::int64_t widest_map() const override;
  SiteView numbers_at(const Site& site, const Flat& weights) const override;

 private:
  struct Layer {
    std::unique_ptr<LayerMap> map;
    SparseRowsMap* sparse = nullptr;  // `map`, where it is of this kind
    const ParameterInfo* weight = nullptr;
    std::optional<HiddenNorm> norm;  // before the activation
    SiteNoise* site = nullptr;       // after the activation; null in the last layer
    const SiteWatchers* watchers = nullptr;
    Buffer z, h, gradient;  // [rows, width()]: before and after the activation, gradient at z
    Buffer normalized;      // [rows, out]: norm(z), with a norm
    Draw mask;              // of the last forward pass, on h
    KeptUnits kept;         // units that z, h and gradient hold; without dropped units: all
    real* activated() { return norm ? normalized.data() : z.data(); }  // what the activation reads
    std::int64_t width(bool without_dropped) const {
      return without_dropped ? static_cast<std::int64_t>(kept.size()) : map->out();
    }
  };

  void choose_map(Layer& layer, std::size_t index, const Products& products);
  bool leaves_units_out() const;
  void draw_masks(const NoisePass& pass);
  void choose_units();
  void activate(Layer& layer, const real* x, const Flat& weights);
  const real* noisy_input(const real* inputs, const NoisePass& pass);
  real* input_gradient();
  std::int64_t rows() const { return call().rows(); }

  MlpOptions options_;
  ParameterLayout layout_;
  std::vector<Layer> layers_;
  SiteNoise* input_site_ = nullptr;
  Buffer input_;                      // [rows, features]: noisy copy of the inputs
  Buffer variances_;                  // [rows, out] of a layer, only with scaling moments
  Buffer input_gradient_;             // [rows, features], only when somebody watches the inputs
  const real* input_used_ = nullptr;  // what layer 0 saw in the last forward pass
  KeptUnits all_inputs_;
  bool without_dropped_ = false;  // the last forward pass computed only units that are kept
};

}  // namespace regsweep
