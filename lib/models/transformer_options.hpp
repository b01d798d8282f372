// Options, parameters and sites of the causal transformer (causal_transformer.hpp has its
// equations).
#pragma once

#include <string>
#include <vector>

#include "core/fields.hpp"
#include "models/layer_buffers.hpp"
#include "regularizers/site.hpp"
#include "tensor/kernels/activation.hpp"
#include "tensor/parameters.hpp"

namespace regsweep {

enum class Norm { pre, post };
enum class Positions { learned, sinusoidal, rotary, alibi, none };
enum class TransformerWeights { gpt2, pytorch };  // distribution of the initial ones

struct TransformerOptions {
  std::int64_t layers = 4, heads = 4, channels = 128, context = 64;
  std::int64_t ffn = 4;  // width of the feed-forward layer, in multiples of channels
  Activation activation = Activation::gelu;
  Norm norm = Norm::pre;
  Positions positions = Positions::learned;
  bool bias = true;
  bool tie_embeddings = true;
  TransformerWeights initialization = TransformerWeights::gpt2;

  std::int64_t head_channels() const { return channels / heads; }
  std::int64_t hidden() const { return ffn * channels; }
};

const Fields<TransformerOptions>& transformer_fields();

/// The weight matrices of a block, in the order of the computation.
enum BlockMatrix { query_key_value, attention_projection, ffn_in, ffn_out };

struct BlockMatrixInfo {
  BlockMatrix matrix;
  std::string site;       // block.<i>.weights.<site>
  std::string parameter;  // transformer.h.<i>.<parameter>.weight and .bias
  std::int64_t out, in;
};
std::vector<BlockMatrixInfo> block_matrices(const TransformerOptions& options);

/// Sites with the axes of their tensors, in the order of the computation; families are the same
/// names without "block.<i>.".
std::vector<Site> transformer_sites(const TransformerOptions& options);

/// The length of the tensor at a site along each of its axes.
std::vector<std::int64_t> transformer_site_shape(const TransformerOptions& options,
                                                 std::int64_t vocabulary, const Site& site,
                                                 const CallShape& call);

/// nanoGPT's state_dict: names, shapes and order. `vocabulary` is the number of tokens.
ParameterLayout transformer_layout(const TransformerOptions& options, std::int64_t vocabulary);

/// Initial weights of every parameter: gpt2, N(0, 0.02^2) with c_proj N(0, 0.02^2 / (2 layers)) and
/// biases 0 (Radford 2019, nanoGPT); or pytorch, the defaults of nn.Linear, nn.Embedding and
/// nn.LayerNorm. Streams "init/<parameter>".
void initialize_transformer(const TransformerOptions& options, std::uint32_t seed,
                            const ParameterLayout& layout, Flat& weights);

}  // namespace regsweep
