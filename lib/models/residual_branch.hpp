// ResidualBranch: one addition to the residual stream, with its layer normalization and the noise
// on the branch.
//
//   norm pre    y = x + noise_path(noise_output(f(LN(x))))          GPT-2
//   norm post   y = LN(x + noise_path(noise_output(f(x))))          Vaswani et al. 2017
//
// f, attention or the feed-forward layer, is the caller's, who computes it between begin and end,
// and its gradient between begin_backward and end_backward. Tensors are [rows, C] with rows = B *
// T.
#pragma once

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

  void buffers(const CallShape& call, BufferVisitor& visit);
  void forward(std::int64_t rows, const real* x, const Flat& weights, real* y);
  /// Adds to x_gradient. x is that of forward.
  void backward(std::int64_t rows, const real* x, const real* y_gradient, const Flat& weights,
                Flat& gradient, real* x_gradient) const;

 private:
  const ParameterInfo* gain_ = nullptr;
  const ParameterInfo* bias_ = nullptr;
  Buffer mean_, inverse_deviation_;  // [rows]
};

class ResidualBranch {
 public:
  /// `output` and `path`: the noise at these sites; null where there is none.
  ResidualBranch(Norm norm, LayerNorm layer_norm, std::int64_t channels, SiteNoise* output,
                 SiteNoise* path);

  void buffers(const CallShape& call, BufferVisitor& visit);

  /// Where f reads, and where it is to write.
  struct Ends {
    const real* input;
    real* output;
  };
  Ends begin(const CallShape& call, const real* x, const Flat& weights, const NoisePass& pass,
             real* y);

  /// f has written its output, to which `bias` [C] is still to be added, before the noise (null:
  /// none).
  void end(const real* x, const Flat& weights, const real* bias, real* y);

  /// `stream_gradient` is the gradient at y. Returns the one at f's output; the caller writes the
  /// one at f's input to buffers.input.
  const real* begin_backward(const Flat& weights, Flat& gradient, GradientBuffers& buffers,
                             real* stream_gradient);

  /// `stream_gradient` becomes the gradient at x.
  void end_backward(const real* x, const Flat& weights, Flat& gradient, GradientBuffers& buffers,
                    real* stream_gradient);

  /// What the last forward pass added to x [rows, C], with the noise of both sites; `y` is what
  /// that pass wrote.
  std::vector<real> added(const real* x, const real* y) const;

 private:
  Norm norm_;
  LayerNorm layer_norm_;
  std::int64_t C_;
  SiteNoise *output_, *path_;
  std::int64_t rows_ = 0;           // of the last forward pass
  Draw output_noise_, path_noise_;  // likewise
  Buffer inner_;                    // [rows, C]. norm pre: LN(x); post: the sum before LN
};

}  // namespace regsweep
