// TransformerBlock: attention and a feed-forward layer, each a branch of the residual stream.
//
//   x' = branch(x, attention_projection(CausalAttention(query_key_value(.))))
//   y  = branch(x', ffn_out(noise_ffn(act(ffn_in(.)))))
//   with noise at `layer`: y = x + noise_layer(y - x), so that a dropped block leaves the stream as
//   it is
#pragma once

#include <vector>

#include "models/causal_attention.hpp"
#include "models/linear_map.hpp"
#include "models/model.hpp"
#include "models/residual_branch.hpp"

namespace regsweep {

/// Finds the noise of a site by its name; null where there is none.
using NoiseFinder = std::function<SiteNoise*(const std::string& site)>;

class TransformerBlock {
 public:
  /// Parameters transformer.h.<index>.* of `layout`, which outlives the block; sites
  /// block.<index>.*.
  TransformerBlock(const TransformerOptions& options, std::int64_t index,
                   const ParameterLayout& layout, const NoiseFinder& noise_at,
                   const Products& products, const SiteWatchers& ffn_watchers);

  /// x [B * T, C] -> y. x must live until backward.
  void forward(std::int64_t B, std::int64_t T, const real* x, const Flat& weights,
               const NoisePass& moment, real* y);

  /// `stream_gradient` is the gradient at y and becomes the one at x.
  void backward(const Flat& weights, Flat& gradient, GradientBuffers& buffers,
                real* stream_gradient);

  /// The tensor at a site (its name without "block.<index>.") after the last forward pass; `y` is
  /// what that pass wrote.
  SiteTensor value_at(const std::string& site, const real* y, const Flat& weights) const;

  double flops_per_row() const;
  double attention_flops(std::int64_t T) const { return attention_.flops(T); }

 private:
  void backward_branches(const Flat& weights, Flat& gradient, GradientBuffers& buffers,
                         real* stream_gradient);

  std::int64_t C_, hidden_;
  Activation activation_;
  LinearMap query_key_value_, projection_, ffn_in_, ffn_out_;
  CausalAttention attention_;
  ResidualBranch attention_branch_, ffn_branch_;
  SiteNoise *ffn_, *layer_;
  const SiteWatchers* ffn_watchers_;

  std::int64_t B_ = 0, T_ = 0;
  const real* x_ = nullptr;
  const real *attention_input_ = nullptr, *ffn_input_ = nullptr;
  Draw layer_noise_;
  Buffer qkv_, mixed_,
      middle_;  // [rows, 3 C], [rows, C] before its projection, [rows, C] between the branches
  Buffer slope_, h_;  // [rows, hidden]: d h / d z with its noise, and h
};

}  // namespace regsweep
