#include "models/transformer_block.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "models/apply_noise.hpp"
#include "tensor/kernels/elementwise.hpp"
#include "tensor/kernels/sums.hpp"

namespace regsweep {
namespace in_block {

std::string site(std::int64_t index, const std::string& name) {
  return fmt::format("block.{}.{}", index, name);
}

std::string parameter(std::int64_t index, const std::string& name) {
  return fmt::format("transformer.h.{}.{}", index, name);
}

ResidualBranch branch(const TransformerOptions& options, std::int64_t index,
                      const ParameterLayout& layout, const NoiseFinder& noise_at,
                      const std::string& norm, const std::string& name) {
  return ResidualBranch(options.norm, LayerNorm(layout, parameter(index, norm)), options.channels,
                        noise_at(site(index, name + "_output")),
                        noise_at(site(index, name + "_path")));
}

}  // namespace in_block

TransformerBlock::TransformerBlock(const TransformerOptions& options, std::int64_t index,
                                   const ParameterLayout& layout, const NoiseFinder& noise_at,
                                   const Products& products, const SiteWatchers& ffn_watchers)
    : C_(options.channels),
      hidden_(options.hidden()),
      activation_(options.activation),
      matrices_(block_matrices(options)),
      attention_(options, {.logits = noise_at(in_block::site(index, "attention_logits")),
                           .attention = noise_at(in_block::site(index, "attention")),
                           .head = noise_at(in_block::site(index, "head"))}),
      attention_branch_(in_block::branch(options, index, layout, noise_at, "ln_1", "attention")),
      ffn_branch_(in_block::branch(options, index, layout, noise_at, "ln_2", "ffn")),
      ffn_(noise_at(in_block::site(index, "ffn"))),
      layer_(noise_at(in_block::site(index, "layer"))),
      ffn_watchers_(&ffn_watchers) {
  for (const BlockMatrixInfo& each : matrices_) {
    // The layer behind a map adds its bias; the activation's backward also sums its gradient.
    maps_.emplace_back(layout.find(in_block::parameter(index, each.parameter + ".weight")),
                       layout.find(in_block::parameter(index, each.parameter + ".bias")),
                       noise_at(in_block::site(index, "weights." + each.site)), products,
                       each.matrix == ffn_in ? BiasWork::reader_adds_sums : BiasWork::reader_adds);
  }
}

void TransformerBlock::buffers(const CallShape& call, BufferVisitor& visit) {
  const std::int64_t rows = call.rows();
  visit.array(qkv_, rows * 3 * C_);
  visit.array(mixed_, rows * C_);
  visit.array(middle_, rows * C_);
  visit.array(slope_, rows * hidden_);
  visit.array(h_, rows * hidden_);
  attention_.buffers(call, visit);
  attention_branch_.buffers(call, visit);
  ffn_branch_.buffers(call, visit);
}

void TransformerBlock::forward(const CallShape& call, const real* x, const Flat& weights,
                               const NoisePass& pass, real* y) {
  call_ = call;
  x_ = x;
  const std::int64_t B = call.examples, T = call.time, rows = call.rows();

  const ResidualBranch::Ends attention =
      attention_branch_.begin(call, x, weights, pass, middle_.data());
  attention_input_ = attention.input;
  maps_[query_key_value].forward(rows, attention.input, weights, pass, qkv_.data());
  attention_.forward(call, qkv_.data(), maps_[query_key_value].bias(weights), pass, mixed_.data());
  maps_[attention_projection].forward(rows, mixed_.data(), weights, pass, attention.output);
  attention_branch_.end(x, weights, maps_[attention_projection].bias(weights), middle_.data());

  const ResidualBranch::Ends ffn = ffn_branch_.begin(call, middle_.data(), weights, pass, y);
  ffn_input_ = ffn.input;
  maps_[ffn_in].forward(rows, ffn.input, weights, pass, slope_.data());
  const Draw noise = draw_at(ffn_, pass, {B, T, hidden_});
  kernels::activate_with_slope(activation_, rows, hidden_, maps_[ffn_in].bias(weights),
                               noise.factors, slope_.data(), h_.data());
  if (noise.addend != nullptr) kernels::add_scaled(rows * hidden_, 1, noise.addend, h_.data());
  maps_[ffn_out].forward(rows, h_.data(), weights, pass, ffn.output);
  ffn_branch_.end(middle_.data(), weights, maps_[ffn_out].bias(weights), y);

  layer_noise_ = draw_at(layer_, pass, {B, T, C_});
  if (layer_noise_.identity()) return;
  kernels::add_scaled(rows * C_, -1, x, y);
  apply_noise(layer_noise_, rows * C_, y, y);
  kernels::add_scaled(rows * C_, 1, x, y);
}

void TransformerBlock::backward(const Flat& weights, Flat& gradient, GradientBuffers& buffers,
                                real* stream_gradient) {
  if (layer_noise_.identity()) {
    return backward_branches(weights, gradient, buffers, stream_gradient);
  }
  // y = x + m (f(x) - x), so with g at y the gradient at x is g - m g, which goes past the block,
  // plus what f's backward makes of m g.
  const std::int64_t n = call_.rows() * C_;
  grow(buffers.bypass, n);
  std::copy_n(stream_gradient, n, buffers.bypass.data());
  apply_noise_backward(layer_noise_, n, stream_gradient);
  kernels::add_scaled(n, -1, stream_gradient, buffers.bypass.data());
  backward_branches(weights, gradient, buffers, stream_gradient);
  kernels::add_scaled(n, 1, buffers.bypass.data(), stream_gradient);
}

void TransformerBlock::backward_branches(const Flat& weights, Flat& gradient,
                                         GradientBuffers& buffers, real* stream_gradient) {
  const std::int64_t rows = call_.rows();

  // Maps write their gradient at x to buffers.input while they still read buffers.wide and what
  // begin_backward returned, which may be buffers.output: so these are three buffers.
  const real* at_ffn = ffn_branch_.begin_backward(weights, gradient, buffers, stream_gradient);
  maps_[ffn_out].backward(rows, h_.data(), at_ffn, weights, gradient, buffers.wide.data());
  ffn_watchers_->show({call_.examples, call_.time, hidden_, h_.data()}, buffers.wide.data());
  kernels::multiply_and_sum(rows, hidden_, slope_.data(), buffers.wide.data(),
                            maps_[ffn_in].bias_gradient(gradient));
  maps_[ffn_in].backward(rows, ffn_input_, buffers.wide.data(), weights, gradient,
                         buffers.input.data());
  ffn_branch_.end_backward(middle_.data(), weights, gradient, buffers, stream_gradient);

  const real* at_attention =
      attention_branch_.begin_backward(weights, gradient, buffers, stream_gradient);
  maps_[attention_projection].backward(rows, mixed_.data(), at_attention, weights, gradient,
                                       buffers.mixed.data());
  attention_.backward(buffers.mixed.data(), buffers.wide.data());
  maps_[query_key_value].backward(rows, attention_input_, buffers.wide.data(), weights, gradient,
                                  buffers.input.data());
  attention_branch_.end_backward(x_, weights, gradient, buffers, stream_gradient);
}

// The heads' outputs [B, H, T, D], from mixed [B, T, H, D].
std::vector<real> TransformerBlock::heads() const {
  const std::int64_t B = call_.examples, T = call_.time, H = attention_.heads(), D = C_ / H;
  std::vector<real> all;
  all.reserve(static_cast<std::size_t>(B * T * C_));
  for (std::int64_t b = 0; b < B; ++b) {
    for (std::int64_t h = 0; h < H; ++h) {
      for (std::int64_t t = 0; t < T; ++t) {
        const real* head = mixed_.data() + (b * T + t) * C_ + h * D;
        all.insert(all.end(), head, head + D);
      }
    }
  }
  return all;
}

// What the whole block added to its input [rows, C].
std::vector<real> TransformerBlock::change(const real* y) const {
  const std::int64_t n = call_.rows() * C_;
  std::vector<real> sum(y, y + n);
  kernels::add_scaled(n, -1, x_, sum.data());
  return sum;
}

SiteView TransformerBlock::numbers_at(const std::string& name, const real* y,
                                      const Flat& weights) const {
  const auto attention_added = [&] { return attention_branch_.added(x_, middle_.data()); };
  const auto ffn_added = [&] { return ffn_branch_.added(middle_.data(), y); };
  const struct {
    const char* site;
    std::function<SiteView()> view;
  } table[] = {{"attention_logits", [&] { return SiteView(attention_.logits()); }},
               {"attention", [&] { return SiteView(attention_.attention_weights()); }},
               {"head", [&] { return SiteView(heads()); }},
               {"attention_output", [&] { return SiteView(attention_added()); }},
               {"attention_path", [&] { return SiteView(attention_added()); }},
               {"ffn", [&] { return SiteView(h_.data()); }},
               {"ffn_output", [&] { return SiteView(ffn_added()); }},
               {"ffn_path", [&] { return SiteView(ffn_added()); }},
               {"layer", [&] { return SiteView(change(y)); }}};
  for (const auto& each : table) {
    if (name == each.site) return each.view();
  }
  for (const BlockMatrixInfo& each : matrices_) {
    if (name == "weights." + each.site) {
      return SiteView(maps_[each.matrix].used_weight(weights));
    }
  }
  throw ContractError("a block has no site " + name);
}

std::int64_t TransformerBlock::widest_map() const {
  std::int64_t widest = 0;
  for (const LinearMap& map : maps_) widest = std::max({widest, map.in(), map.out()});
  return widest;
}

double TransformerBlock::flops_per_row() const {
  double sum = 0;
  for (const LinearMap& map : maps_) sum += map.flops_per_row();
  return sum;
}

}  // namespace regsweep
