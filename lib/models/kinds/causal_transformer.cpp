#include "models/kinds/causal_transformer.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "models/apply_noise.hpp"
#include "tensor/kernels/elementwise.hpp"
#include "tensor/kernels/sums.hpp"

namespace regsweep {
namespace causal_transformer {

Buffer sinusoids(std::int64_t context, std::int64_t C) {
  Buffer table;
  for (std::int64_t t = 0; t < context; ++t) {
    for (std::int64_t c = 0; c < C; ++c) {
      const double angle =
          static_cast<double>(t) /
          std::pow(10000.0, static_cast<double>(c / 2 * 2) / static_cast<double>(C));
      table.push_back(static_cast<real>(c % 2 == 0 ? std::sin(angle) : std::cos(angle)));
    }
  }
  return table;
}

}  // namespace causal_transformer

CausalTransformer::CausalTransformer(const TransformerOptions& options, std::int64_t vocabulary,
                                     SiteNoises noises, const Products& products)
    : Model(transformer_sites(options), std::move(noises)),
      options_(options),
      V_(vocabulary),
      layout_(with_learned(transformer_layout(options, vocabulary))),
      tokens_(layout_.find("transformer.wte.weight")),
      positions_(layout_.find("transformer.wpe.weight")),
      head_(options.tie_embeddings ? tokens_ : layout_.find("lm_head.weight"), nullptr, nullptr,
            products),
      token_site_(noise_at("token")),
      embedding_site_(noise_at("embedding")),
      output_site_(noise_at("output")),
      stream_(static_cast<std::size_t>(options.layers + 1)) {
  for (std::int64_t i = 0; i < options.layers; ++i) {
    blocks_.emplace_back(
        options, i, layout_, [this](const std::string& site) { return noise_at(site); }, products,
        watchers_at(fmt::format("block.{}.ffn", i)));
  }
  if (options.norm == Norm::pre) final_norm_ = LayerNorm(layout_, "transformer.ln_f");
  if (options.positions == Positions::sinusoidal) {
    sines_ = causal_transformer::sinusoids(options.context, options.channels);
  }
}

void CausalTransformer::initialize(std::uint32_t seed, Flat& weights) const {
  initialize_transformer(options_, seed, layout_, weights);
  initialize_learned(weights);
}

std::vector<std::pair<std::string, std::string>> CausalTransformer::tied_parameters() const {
  if (!options_.tie_embeddings) return {};
  return {{"lm_head.weight", tokens_->name}};
}

void CausalTransformer::forward_buffers(const CallShape& call, BufferVisitor& visit) {
  const std::int64_t rows = call.rows(), C = options_.channels;
  for (Buffer& each : stream_) visit.array(each, rows * C);
  visit.array(normed_, rows * C);
  visit.array(logits_, rows * V_);
  visit.array(stream_gradient_, rows * C);
  if (options_.norm == Norm::pre) final_norm_.buffers(call, visit);
  for (TransformerBlock& block : blocks_) block.buffers(call, visit);
}

void CausalTransformer::backward_buffers(const CallShape& call, BufferVisitor& visit) {
  const std::int64_t C = options_.channels;
  gradients_.buffers(call, C, std::max(options_.hidden(), 3 * C), visit);
}

std::int64_t CausalTransformer::widest_map() const {
  std::int64_t widest = std::max(head_.in(), head_.out());
  for (const TransformerBlock& block : blocks_) widest = std::max(widest, block.widest_map());
  return widest;
}

void CausalTransformer::embed(const Inputs& inputs, const Flat& weights, const NoisePass& pass,
                              real* x) {
  const std::int64_t C = options_.channels, rows = inputs.rows * inputs.time;
  const real* table = data(weights, *tokens_);
  token_noise_ = draw_at(token_site_, pass, {V_, C});
  if (!token_noise_.identity()) {
    noisy_tokens_.resize(tokens_->size);
    apply_noise(token_noise_, V_ * C, table, noisy_tokens_.data());
    table = noisy_tokens_.data();
  }
  const real* places = sines_.empty() ? nullptr : sines_.data();
  if (positions_ != nullptr) places = data(weights, *positions_);
  for (std::int64_t row = 0; row < rows; ++row) {
    const real* token = table + inputs.tokens[row] * C;
    const real* place = places == nullptr ? nullptr : places + row % inputs.time * C;
    for (std::int64_t c = 0; c < C; ++c) {
      x[row * C + c] = place == nullptr ? token[c] : token[c] + place[c];
    }
  }
  embedding_noise_ = draw_at(embedding_site_, pass, {inputs.rows, inputs.time, C});
  apply_noise(embedding_noise_, rows * C, x, x);
}

real* CausalTransformer::forward(const Inputs& inputs, const Flat& weights, const NoisePass& pass) {
  RS_CHECK(inputs.tokens != nullptr && inputs.time <= options_.context,
           "tokens of at most the context's length");
  const std::int64_t C = options_.channels, B = inputs.rows, T = inputs.time, rows = B * T;
  begin_call({B, T});
  seen_ = inputs.tokens;
  begin_learned(weights);
  embed(inputs, weights, pass, stream_[0].data());
  for (std::size_t i = 0; i < blocks_.size(); ++i) {
    blocks_[i].forward(call(), stream_[i].data(), weights, pass, stream_[i + 1].data());
  }
  if (options_.norm == Norm::pre) {
    final_norm_.forward(rows, stream_.back().data(), weights, normed_.data());
  } else {
    std::copy_n(stream_.back().data(), rows * C, normed_.data());
  }
  output_noise_ = draw_at(output_site_, pass, {B, T, C});
  apply_noise(output_noise_, rows * C, normed_.data(), normed_.data());
  head_.forward(rows, normed_.data(), weights, pass, logits_.data());
  return logits_.data();
}

void CausalTransformer::backward(const real* output_gradient, const Flat& weights, Flat& gradient) {
  const std::int64_t B = call().examples, T = call().time, C = options_.channels;
  const std::int64_t rows = B * T, n = rows * C;
  GrowBuffers growing;
  backward_buffers(call(), growing);
  real *g = stream_gradient_.data(), *at_output = gradients_.input.data();
  head_.backward(rows, normed_.data(), output_gradient, weights, gradient, at_output);
  watchers_at("output").show({B, T, C, normed_.data()}, at_output);
  apply_noise_backward(output_noise_, n, at_output);
  if (options_.norm == Norm::pre) {
    std::fill_n(g, n, real(0));
    final_norm_.backward(rows, stream_.back().data(), at_output, weights, gradient, g);
  } else {
    std::copy_n(at_output, n, g);
  }
  gradients_.next_branch();
  for (std::size_t i = blocks_.size(); i-- > 0;) {
    blocks_[i].backward(weights, gradient, gradients_, g);
  }
  watchers_at("embedding").show({B, T, C, stream_[0].data()}, g);
  apply_noise_backward(embedding_noise_, n, g);
  embed_backward(g, gradient);
  write_learned(gradient);
}

void CausalTransformer::embed_backward(const real* x_gradient, Flat& gradient) {
  const std::int64_t C = options_.channels, rows = call().rows();
  real* table = data(gradient, *tokens_);
  if (!options_.tie_embeddings) {
    std::fill_n(table, tokens_->size, real(0));  // else the head has written its share
  }
  real* sums = table;
  if (!token_noise_.identity()) {
    token_gradient_.assign(tokens_->size, real(0));
    sums = token_gradient_.data();
  }
  for (std::int64_t row = 0; row < rows; ++row) {
    kernels::add_scaled(C, 1, x_gradient + row * C, sums + seen_[row] * C);
  }
  if (!token_noise_.identity()) {
    apply_noise_backward(token_noise_, V_ * C, sums);
    kernels::add_scaled(V_ * C, 1, sums, table);
  }
  if (positions_ == nullptr) return;
  real* places = data(gradient, *positions_);
  std::fill_n(places, positions_->size, real(0));
  for (std::int64_t row = 0; row < rows; ++row) {
    kernels::add_scaled(C, 1, x_gradient + row * C, places + row % call().time * C);
  }
}

std::vector<std::int64_t> CausalTransformer::shape_at(const Site& site,
                                                      const CallShape& call) const {
  return transformer_site_shape(options_, V_, site, call);
}

SiteView CausalTransformer::numbers_at(const Site& site, const Flat& weights) const {
  if (site.name == "token") {
    return SiteView(token_noise_.identity() ? data(weights, *tokens_) : noisy_tokens_.data());
  }
  if (site.name == "embedding") return SiteView(stream_[0].data());
  if (site.name == "output") return SiteView(normed_.data());
  // block.<i>.<place>, which is also the most specific family
  const auto i = static_cast<std::size_t>(site.depth);
  return blocks_[i].numbers_at(site.families.front(), stream_[i + 1].data(), weights);
}

double CausalTransformer::flops_per_step(std::int64_t rows) const {
  const double tokens = static_cast<double>(rows * options_.context);
  double per_token = head_.flops_per_row(), per_example = 0;
  for (const TransformerBlock& block : blocks_) {
    per_token += block.flops_per_row();
    per_example += block.attention_flops(options_.context);
  }
  return tokens * per_token + static_cast<double>(rows) * per_example;
}

namespace {

std::vector<PlacementMeaning> transformer_placements() {
  return {
      {"token", "rows of the embedding matrix: a word type wherever it stands"},
      {"embedding", "the sum of token and position, before the first block (GPT-2's embd_pdrop)"},
      {"weights",
       "the four weight matrices of each block; embeddings and output are not among "
       "them"},
      {"weights.query_key_value", "the matrix that makes queries, keys and values"},
      {"attention_logits", "what the softmax of attention turns into weights (DropKey)"},
      {"attention",
       "attention weights after mask and softmax, before they multiply the values (attn_pdrop)"},
      {"head", "the output of each head (DropHead)"},
      {"weights.attention_projection", "the matrix of the projection after attention"},
      {"residual",
       "what both branches add to the residual stream: attention_output and ffn_output "
       "(resid_pdrop)"},
      {"attention_output", "after the projection, before the residual sum"},
      {"path", "both residual branches: attention_path and ffn_path (DropPath)"},
      {"attention_path", "the whole attention branch"},
      {"weights.ffn_in", "the first matrix of the feed-forward layer"},
      {"ffn", "the units of the feed-forward layer, after the activation (activation_dropout)"},
      {"weights.ffn_out", "the second matrix of the feed-forward layer"},
      {"ffn_output", "after the second matrix, before the residual sum"},
      {"ffn_path", "the whole feed-forward branch"},
      {"layer", "the whole block (LayerDrop, stochastic depth)"},
      {"output", "before the last linear map"},
  };
}

}  // namespace

ModelEntry model_entry_causal_transformer() {
  const auto options_of = [](const Value& model) { return transformer_fields().take(model); };
  return {.name = "causal_transformer",
          .summary = transformer_fields().schema().doc,
          .schema = transformer_fields().schema(),
          .example =
              "model: {kind: causal_transformer, layers: 4, heads: 4, channels: 128, context: 64}",
          .small = Value(Map{{"kind", "causal_transformer", {}},
                             {"layers", 1, {}},
                             {"heads", 2, {}},
                             {"channels", 8, {}},
                             {"context", 6, {}}}),
          .small_has = "one block",
          .sites = [=](const Value& model) { return transformer_sites(options_of(model)); },
          .placements = transformer_placements(),
          .make =
              [=](const Value& model, const DataShape& data, SiteNoises noises,
                  const Products& products) {
                return std::make_unique<CausalTransformer>(options_of(model), data.outputs,
                                                           std::move(noises), products);
              },
          .context = [=](const Value& model) { return options_of(model).context; }};
}

}  // namespace regsweep
