// TransformerBlock: attention and a feed-forward layer, each a branch of the residual stream.
//
//   x' = branch(x, attention_projection(CausalAttention(query_key_value(.))))
//   y  = branch(x', ffn_out(noise_ffn(act(ffn_in(.)))))
//   with noise at `layer`: y = x + noise_layer(y - x), so that a dropped block leaves the stream as
//   it is
//
// Shapes: B examples of T tokens, rows = B T, C channels, `hidden` units between ffn_in and
// ffn_out.
#pragma once

#include <functional>
#include <string>
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

  void buffers(const CallShape& call, BufferVisitor& visit);

  /// x [rows, C] -> y. x must live until backward.
  void forward(const CallShape& call, const real* x, const Flat& weights, const NoisePass& pass,
               real* y);

  /// `stream_gradient` [rows, C] is the gradient at y and becomes the one at x.
  void backward(const Flat& weights, Flat& gradient, GradientBuffers& buffers,
                real* stream_gradient);

  /// The numbers at a site (its name without "block.<index>.") after the last forward pass; `y` is
  /// what that pass wrote.
  SiteView numbers_at(const std::string& site, const real* y, const Flat& weights) const;

  std::int64_t widest_map() const;
  double flops_per_row() const;
  double attention_flops(std::int64_t T) const { return attention_.flops(T); }

 private:
  void backward_branches(const Flat& weights, Flat& gradient, GradientBuffers& buffers,
                         real* stream_gradient);
  std::vector<real> heads() const;
  std::vector<real> change(const real* y) const;

  std::int64_t C_, hidden_;
  Activation activation_;
  std::vector<BlockMatrixInfo> matrices_;
  std::vector<LinearMap> maps_;  // by BlockMatrix
  CausalAttention attention_;
  ResidualBranch attention_branch_, ffn_branch_;
  SiteNoise *ffn_, *layer_;
  const SiteWatchers* ffn_watchers_;

  // Of the last forward pass
  CallShape call_;
  const real* x_ = nullptr;
  const real *attention_input_ = nullptr, *ffn_input_ = nullptr;
  Draw layer_noise_;
  Buffer qkv_;     // [rows, 3 C]
  Buffer mixed_;   // [rows, C]: the heads' outputs side by side, before their projection
  Buffer middle_;  // [rows, C]: the stream between the branches
  Buffer slope_;   // [rows, hidden]: z = ffn_in(.), then d h / d z with its noise
  Buffer h_;       // [rows, hidden]: act(z) with its noise
};

}  // namespace regsweep
