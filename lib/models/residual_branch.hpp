// ResidualBranch: one addition to the residual stream, with its layer normalization and the noise
// on the branch.
//
//   norm pre    y = x + noise_path(noise_output(f(LN(x))))          GPT-2
//   norm post   y = LN(x + noise_path(noise_output(f(x))))          Vaswani 2017
//
// f is the caller's: attention, or the feed-forward layer. Tensors are [rows, C] with rows = batch
// * time.
#pragma once

#include <functional>
#include <vector>

#include "models/gradient_buffers.hpp"
#include "models/transformer_options.hpp"
#include "regularizers/site_noise.hpp"

namespace regsweep {

/// Layer normalization with parameters `<name>.weight` and, with biases, `<name>.bias` of a layout.
class LayerNorm {
 public:
  LayerNorm() = default;
  LayerNorm(const ParameterLayout& layout, const std::string& name);

  void forward(std::int64_t rows, const real* x, const Flat& weights, real* y);
  /// Adds to x_gradient. x is that of forward.
  void backward(std::int64_t rows, const real* x, const real* y_gradient, const Flat& weights,
                Flat& gradient, real* x_gradient) const;

 private:
  const ParameterInfo* gain_ = nullptr;
  const ParameterInfo* bias_ = nullptr;
  Buffer mean_, inverse_deviation_;
};

class ResidualBranch {
 public:
  ResidualBranch() = default;
  ResidualBranch(Norm norm, LayerNorm layer_norm, std::int64_t channels, SiteNoise* output,
                 SiteNoise* path);

  using Function = std::function<void(const real* input, real* output)>;
  /// `bias` [C] is added to what f writes, before the noise; null: none.
  void forward(std::int64_t B, std::int64_t T, const real* x, const Flat& weights,
               const NoisePass& moment, const Function& f, const real* bias, real* y);

  /// `stream_gradient` is the gradient at y and becomes the one at x. `f_backward` writes the
  /// gradient at f's input, given the one at its output.
  void backward(std::int64_t B, std::int64_t T, const real* x, const Flat& weights, Flat& gradient,
                const Function& f_backward, GradientBuffers& buffers, real* stream_gradient);

  /// What the last forward pass added to x, with the noise of both sites; `y` is what that pass
  /// wrote.
  std::vector<real> added(std::int64_t n, const real* x, const real* y) const;

 private:
  Norm norm_ = Norm::pre;
  LayerNorm layer_norm_;
  std::int64_t channels_ = 0;
  SiteNoise *output_ = nullptr, *path_ = nullptr;
  Draw output_noise_, path_noise_;  // of the last forward pass
  Buffer kept_;                     // pre: LN(x); post: the sum before LN
};

}  // namespace regsweep
