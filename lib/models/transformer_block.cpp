#include "models/transformer_block.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "models/drawn.hpp"
#include "tensor/kernels/elementwise.hpp"
#include "tensor/kernels/sums.hpp"

namespace regsweep {

TransformerBlock::TransformerBlock(const TransformerOptions& options, std::int64_t index,
                                   const ParameterLayout& layout, const NoiseFinder& noise_at,
                                   const Products& products, const SiteWatchers& ffn_watchers)
    : C_(options.channels),
      hidden_(options.hidden()),
      activation_(options.activation),
      attention_(options, [&] {
        const std::string site = fmt::format("block.{}.", index);
        return CausalAttention::Sites{noise_at(site + "attention_logits"),
                                      noise_at(site + "attention"), noise_at(site + "head")};
      }()) {
  const std::string parameters = fmt::format("transformer.h.{}.", index),
                    site = fmt::format("block.{}.", index);
  const auto linear = [&](const std::string& name, const std::string& matrix) {
    return LinearMap(layout.find(parameters + name + ".weight"),
                     layout.find(parameters + name + ".bias"), noise_at(site + "weights." + matrix),
                     products);
  };
  query_key_value_ = linear("attn.c_attn", "query_key_value");
  projection_ = linear("attn.c_proj", "attention_projection");
  ffn_in_ = linear("mlp.c_fc", "ffn_in");
  ffn_out_ = linear("mlp.c_proj", "ffn_out");
  for (LinearMap* map : {&query_key_value_, &projection_, &ffn_in_, &ffn_out_}) {
    map->leave_bias();  // who reads them adds it on the way
  }
  ffn_in_.leave_bias_gradient();
  const auto branch = [&](const std::string& norm, const std::string& name) {
    return ResidualBranch(options.norm, LayerNorm(layout, parameters + norm), C_,
                          noise_at(site + name + "_output"), noise_at(site + name + "_path"));
  };
  attention_branch_ = branch("ln_1", "attention");
  ffn_branch_ = branch("ln_2", "ffn");
  ffn_ = noise_at(site + "ffn");
  layer_ = noise_at(site + "layer");
  ffn_watchers_ = &ffn_watchers;
}

void TransformerBlock::forward(std::int64_t B, std::int64_t T, const real* x, const Flat& weights,
                               const NoisePass& moment, real* y) {
  B_ = B, T_ = T, x_ = x;
  const std::int64_t rows = B * T;
  const auto grow = [rows](Buffer& buffer, std::int64_t columns) {
    if (buffer.size() < static_cast<std::size_t>(rows * columns)) {
      buffer.resize(static_cast<std::size_t>(rows * columns));
    }
  };
  grow(qkv_, 3 * C_), grow(mixed_, C_), grow(middle_, C_), grow(slope_, hidden_), grow(h_, hidden_);
  attention_branch_.forward(
      B, T, x, weights, moment,
      [&](const real* input, real* output) {
        attention_input_ = input;
        query_key_value_.forward(rows, input, weights, moment, qkv_.data());
        attention_.forward(B, T, qkv_.data(), query_key_value_.bias(weights), moment,
                           mixed_.data());
        projection_.forward(rows, mixed_.data(), weights, moment, output);
      },
      projection_.bias(weights), middle_.data());
  ffn_branch_.forward(
      B, T, middle_.data(), weights, moment,
      [&](const real* input, real* output) {
        ffn_input_ = input;
        ffn_in_.forward(rows, input, weights, moment, slope_.data());
        const Draw noise = draw_at(ffn_, moment, {B, T, hidden_});
        kernels::activate_with_slope(activation_, rows, hidden_, ffn_in_.bias(weights),
                                     noise.factors, slope_.data(), h_.data());
        if (noise.addend != nullptr) {
          kernels::add_scaled(rows * hidden_, 1, noise.addend, h_.data());
        }
        ffn_out_.forward(rows, h_.data(), weights, moment, output);
      },
      ffn_out_.bias(weights), y);
  layer_noise_ = draw_at(layer_, moment, {B, T, C_});
  if (layer_noise_.identity()) return;
  kernels::add_scaled(rows * C_, -1, x, y);
  apply(layer_noise_, rows * C_, y, y);
  kernels::add_scaled(rows * C_, 1, x, y);
}

void TransformerBlock::backward(const Flat& weights, Flat& gradient, GradientBuffers& buffers,
                                real* stream_gradient) {
  if (layer_noise_.identity()) {
    return backward_branches(weights, gradient, buffers, stream_gradient);
  }
  // y = x + m (f(x) - x): the stream's gradient is g - m g plus what comes back through f for m g.
  const std::int64_t n = B_ * T_ * C_;
  Buffer kept(stream_gradient, stream_gradient + n);
  apply_backward(layer_noise_, n, stream_gradient);
  kernels::add_scaled(n, -1, stream_gradient, kept.data());
  backward_branches(weights, gradient, buffers, stream_gradient);
  kernels::add_scaled(n, 1, kept.data(), stream_gradient);
}

void TransformerBlock::backward_branches(const Flat& weights, Flat& gradient,
                                         GradientBuffers& buffers, real* stream_gradient) {
  const std::int64_t rows = B_ * T_;
  ffn_branch_.backward(
      B_, T_, middle_.data(), weights, gradient,
      [&](const real* at_output, real* at_input) {
        ffn_out_.backward(rows, h_.data(), at_output, weights, gradient, buffers.wide.data());
        ffn_watchers_->show({B_, T_, hidden_, h_.data()}, buffers.wide.data());
        kernels::multiply_and_sum(rows, hidden_, slope_.data(), buffers.wide.data(),
                                  ffn_in_.bias_gradient(gradient));
        ffn_in_.backward(rows, ffn_input_, buffers.wide.data(), weights, gradient, at_input);
      },
      buffers, stream_gradient);
  attention_branch_.backward(
      B_, T_, x_, weights, gradient,
      [&](const real* at_output, real* at_input) {
        projection_.backward(rows, mixed_.data(), at_output, weights, gradient,
                             buffers.mixed.data());
        attention_.backward(buffers.mixed.data(), buffers.wide.data());
        query_key_value_.backward(rows, attention_input_, buffers.wide.data(), weights, gradient,
                                  at_input);
      },
      buffers, stream_gradient);
}

SiteTensor TransformerBlock::value_at(const std::string& site, const real* y,
                                      const Flat& weights) const {
  const std::int64_t H = attention_.heads(), D = C_ / H, n = B_ * T_ * C_;
  if (site == "attention_logits") return {{B_, H, T_, T_}, attention_.logits()};
  if (site == "attention") return {{B_, H, T_, T_}, attention_.weights()};
  if (site == "head") {  // from heads side by side to [B, H, T, D]
    SiteTensor heads{{B_, H, T_, D}, std::vector<real>(static_cast<std::size_t>(n))};
    for (std::int64_t i = 0; i < n; ++i) {
      heads.values[static_cast<std::size_t>(i)] = mixed_[static_cast<std::size_t>(
          ((i / (H * T_ * D)) * T_ + i / D % T_) * C_ + i / (T_ * D) % H * D + i % D)];
    }
    return heads;
  }
  if (site == "ffn") return {{B_, T_, hidden_}, {h_.begin(), h_.begin() + B_ * T_ * hidden_}};
  if (site == "attention_output" || site == "attention_path") {
    return {{B_, T_, C_}, attention_branch_.added(n, x_, middle_.data())};
  }
  if (site == "ffn_output" || site == "ffn_path") {
    return {{B_, T_, C_}, ffn_branch_.added(n, middle_.data(), y)};
  }
  if (site == "layer") {
    SiteTensor change{{B_, T_, C_}, {y, y + n}};
    kernels::add_scaled(n, -1, x_, change.values.data());
    return change;
  }
  for (const auto& [name, map] : {std::pair{"weights.query_key_value", &query_key_value_},
                                  {"weights.attention_projection", &projection_},
                                  {"weights.ffn_in", &ffn_in_},
                                  {"weights.ffn_out", &ffn_out_}}) {
    if (site == name) {
      const real* used = map->used_weight(weights);
      return {{map->out(), map->in()}, {used, used + map->out() * map->in()}};
    }
  }
  return {};
}

double TransformerBlock::flops_per_row() const {
  return query_key_value_.flops_per_row() + projection_.flops_per_row() + ffn_in_.flops_per_row() +
         ffn_out_.flops_per_row();
}

}  // namespace regsweep
