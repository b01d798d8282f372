// Decoder-only transformer (Vaswani et al. 2017, arXiv 1706.03762; GPT-2: Radford et al. 2019),
// nanoGPT's in its parameters and names.
//
//   x_0 = noise_embedding(noise_token(E)[tokens] + positions);  x_(i+1) = block_i(x_i)
//   logits = noise_output(LN(x_L)) W^T
//
// E [V, C] is transformer.wte.weight; W is E when embeddings are tied, else lm_head.weight; LN only
// with norm pre. Tokens [B, T] with T <= context; logits [B * T, V]. A token's logits depend on it
// and on earlier tokens only, whatever is dropped. Sites and families: transformer_options.hpp.
#pragma once

#include <memory>

#include "models/model_entry.hpp"
#include "models/transformer_block.hpp"

namespace regsweep {

class CausalTransformer : public Model {
 public:
  /// `noises` has one entry per site of transformer_sites(options), in that order; null entries are
  /// free.
  CausalTransformer(const TransformerOptions& options, std::int64_t vocabulary, SiteNoises noises,
                    const Products& products = {});

  const ParameterLayout& layout() const override { return layout_; }
  void initialize(std::uint32_t seed, Flat& weights) const override;
  real* forward(const Inputs& inputs, const Flat& weights, const NoisePass& pass) override;
  void backward(const real* output_gradient, const Flat& weights, Flat& gradient) override;
  std::vector<std::int64_t> shape_at(const Site& site, const CallShape& call) const override;
  double flops_per_step(std::int64_t rows) const override;
  std::int64_t context() const override { return options_.context; }
  std::vector<std::pair<std::string, std::string>> tied_parameters() const override;

 protected:
  void forward_buffers(const CallShape& call, BufferVisitor& visit) override;
  void backward_buffers(const CallShape& call, BufferVisitor& visit) override;
  std::int64_t widest_map() const override;
  SiteView numbers_at(const Site& site, const Flat& weights) const override;

 private:
  void embed(const Inputs& inputs, const Flat& weights, const NoisePass& pass, real* x);
  void embed_backward(const real* x_gradient, Flat& gradient);

  TransformerOptions options_;
  std::int64_t V_;
  ParameterLayout layout_;
  const ParameterInfo *tokens_, *positions_;  // positions_ null unless learned
  std::vector<TransformerBlock> blocks_;
  LayerNorm final_norm_;  // only with norm pre
  LinearMap head_;        // to logits
  SiteNoise *token_site_, *embedding_site_, *output_site_;
  Buffer sines_;  // [context, C] of sinusoidal positions

  // Of the last forward pass
  const std::int32_t* seen_ = nullptr;  // its tokens [B, T]
  Draw token_noise_, embedding_noise_, output_noise_;
  Buffer noisy_tokens_;         // [V, C], only with noise at `token`
  std::vector<Buffer> stream_;  // x_0 .. x_L, each [rows, C]
  Buffer normed_;               // [rows, C]: what the last linear map reads
  Buffer logits_;               // [rows, V]

  Buffer stream_gradient_;  // [rows, C]
  Buffer token_gradient_;   // [V, C], only with noise at `token`
  GradientBuffers gradients_;
};

}  // namespace regsweep
