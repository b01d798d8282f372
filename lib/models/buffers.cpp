// Follows the buffers that mlp.hpp and the transformer's headers declare;
// tests/training/memory_estimate_test.cpp counts the allocations.
#include "models/buffers.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "models/kinds/mlp.hpp"
#include "models/registry.hpp"
#include "models/transformer_options.hpp"
#include "tensor/kernels/causal.hpp"

namespace regsweep {
namespace {

ParameterLayout layout_of(const Value& model, const CallShape& shape) {
  if (model_context(model) > 0) {
    return transformer_layout(transformer_fields().take(model), shape.outputs);
  }
  return mlp_layout(mlp_fields().take(model), shape.features, shape.outputs);
}

// [out, in] of the matrix on which a site of stage weights acts.
std::int64_t matrix_elements(const Value& model, const std::string& parameter,
                             const CallShape& shape) {
  const ParameterLayout layout = layout_of(model, shape);
  const ParameterInfo* info = layout.find(parameter);
  return info == nullptr ? 0 : static_cast<std::int64_t>(info->size);
}

// z and h of each layer, and the gradient at z; the noisy copy of the inputs is counted with its
// noise.
BufferedNumbers mlp_numbers(const MlpOptions& options, const CallShape& shape) {
  std::int64_t width = shape.outputs, widest = std::max(shape.features, shape.outputs);
  for (const std::int64_t units : options.hidden) width += units, widest = std::max(widest, units);
  return {3 * width * shape.rows, 0, widest * shape.rows};  // reserved at once
}

BufferedNumbers transformer_numbers(const TransformerOptions& options, const CallShape& shape) {
  const std::int64_t tokens = shape.rows * shape.time, C = options.channels,
                     hidden = options.hidden(), L = options.layers;
  const std::int64_t squares =
      shape.rows * options.heads * shape.time * kernels::padded(shape.time);
  const std::int64_t of_block = tokens * (5 * C + 2 * hidden + 2 * C) +
                                squares;  // qkv, mixed, middle; slope, h; two branches
  const std::int64_t backward =
      tokens * (std::max(hidden, 3 * C) + 3 * C);  // one set for all blocks
  const std::int64_t widest = std::max({hidden, 3 * C, shape.outputs});
  return {L * of_block + tokens * ((L + 1) * C + 2 * C + shape.outputs), backward, tokens * widest};
}

std::int64_t mlp_site(const Value& model, const std::string& site, const CallShape& shape) {
  const MlpOptions options = mlp_fields().take(model);
  if (site == "input") return shape.rows * shape.features;
  for (std::size_t i = 0; i <= options.hidden.size(); ++i) {
    if (i < options.hidden.size() && site == fmt::format("hidden.{}", i)) {
      return shape.rows * options.hidden[i];
    }
    const std::string weight = fmt::format("layers.{}.weight", i);
    if (site == fmt::format("weights.{}", i)) return matrix_elements(model, weight, shape);
    if (site == fmt::format("example_weights.{}", i)) {
      return shape.rows * matrix_elements(model, weight, shape);
    }
  }
  return 0;
}

std::int64_t transformer_site(const Value& model, const Site& site, const CallShape& shape) {
  const TransformerOptions options = transformer_fields().take(model);
  if (site.name == "token") return shape.outputs * options.channels;
  if (site.stage == "weights") {
    const auto at = site.name.find(".weights.");
    const std::string block = "transformer.h." + site.name.substr(6, at - 6) + ".",
                      matrix = site.name.substr(at + 9);
    for (const auto& [name, parameter] : {std::pair{"query_key_value", "attn.c_attn"},
                                          {"attention_projection", "attn.c_proj"},
                                          {"ffn_in", "mlp.c_fc"},
                                          {"ffn_out", "mlp.c_proj"}}) {
      if (matrix == name) return matrix_elements(model, block + parameter + ".weight", shape);
    }
  }
  if (std::find(site.axes.begin(), site.axes.end(), "query") != site.axes.end()) {
    return shape.rows * options.heads * shape.time * shape.time;
  }
  return shape.rows * shape.time *
         (site.name.ends_with(".ffn") ? options.hidden() : options.channels);
}

}  // namespace

BufferedNumbers buffered_numbers(const Value& model, const CallShape& shape) {
  if (model_context(model) > 0) return transformer_numbers(transformer_fields().take(model), shape);
  return mlp_numbers(mlp_fields().take(model), shape);
}

std::int64_t site_elements(const Value& model, const Site& site, const CallShape& shape) {
  return model_context(model) > 0 ? transformer_site(model, site, shape)
                                  : mlp_site(model, site.name, shape);
}

std::int64_t largest_parameter(const Value& model, const CallShape& shape) {
  std::size_t largest = 0;
  const ParameterLayout layout = layout_of(model, shape);
  for (const ParameterInfo& each : layout.all()) largest = std::max(largest, each.size);
  return static_cast<std::int64_t>(largest);
}

}  // namespace regsweep
