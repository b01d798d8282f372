#include "models/transformer_options.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>

#include "models/initialization.hpp"

namespace regsweep {
namespace {

using O = TransformerOptions;

void check_heads(const Value& normalized, const Value& /*given*/, const std::string& path) {
  const Value &channels = normalized.at("channels"), &heads = normalized.at("heads");
  if (channels.integer() % heads.integer() != 0) {
    throw ConfigurationError(
        heads.where(),
        fmt::format(
            "{0}.heads = {1} does not divide {0}.channels = {2}; every head has channels / heads "
            "of them, so give a divisor of {2}",
            path, heads.shown(), channels.shown()));
  }
  if (normalized.at("positions").text() == "rotary" &&
      channels.integer() / heads.integer() % 2 != 0) {
    throw ConfigurationError(
        channels.where(),
        fmt::format(
            "{0}.positions: rotary turns pairs of channels, but a head has {1} of them; make "
            "{0}.channels / {0}.heads even",
            path, channels.integer() / heads.integer()));
  }
}

Fields<O> declare() {
  return Fields<O>("causal_transformer", "Decoder-only transformer over tokens (GPT)")
      .required("layers", &O::layers, "blocks of attention and feed-forward layer",
                between(1, 1000), "blocks")
      .required("heads", &O::heads, "attention heads of a block; divides channels", between(1, 1e4),
                "heads")
      .required("channels", &O::channels, "width of the residual stream", between(1, 1e6),
                "channels")
      .required("context", &O::context, "tokens that a prediction can look back on",
                between(1, 1e6), "tokens")
      .add("ffn", &O::ffn, "width of the feed-forward layer as a multiple of channels",
           between(1, 64))
      .choice("activation", &O::activation,
              {{"gelu", Activation::gelu}, {"relu", Activation::relu}},
              "nonlinearity of the feed-forward layer (gelu in its erf form)")
      .choice("norm", &O::norm, {{"pre", Norm::pre}, {"post", Norm::post}},
              "where layer normalization stands: before each branch (GPT-2), or after each "
              "residual sum (arXiv 1706.03762)")
      .choice("positions", &O::positions,
              {{"learned", Positions::learned},
               {"sinusoidal", Positions::sinusoidal},
               {"rotary", Positions::rotary},
               {"alibi", Positions::alibi},
               {"none", Positions::none}},
              "how positions are told: learned embeddings, sines (arXiv 1706.03762), rotated "
              "queries and keys (arXiv 2104.09864), "
              "a linear penalty on distance (arXiv 2108.12409), or not at all")
      .add("bias", &O::bias, "whether linear maps and layer normalizations have biases")
      .add("tie_embeddings", &O::tie_embeddings,
           "whether the last linear map is the embedding matrix")
      .choice("initialization", &O::initialization,
              {{"gpt2", TransformerWeights::gpt2}, {"pytorch", TransformerWeights::pytorch}},
              "gpt2: normal, deviation 0.02, smaller before residual sums; pytorch: the defaults "
              "of its layers")
      .finish(check_heads);
}

}  // namespace

const Fields<TransformerOptions>& transformer_fields() {
  static const Fields<O> fields = declare();
  return fields;
}

std::vector<BlockMatrixInfo> block_matrices(const TransformerOptions& options) {
  const std::int64_t C = options.channels, hidden = options.hidden();
  return {{query_key_value, "query_key_value", "attn.c_attn", 3 * C, C},
          {attention_projection, "attention_projection", "attn.c_proj", C, C},
          {ffn_in, "ffn_in", "mlp.c_fc", hidden, C},
          {ffn_out, "ffn_out", "mlp.c_proj", C, hidden}};
}

std::vector<Site> transformer_sites(const TransformerOptions& options) {
  const std::vector<std::string> stream{"batch", "time", "feature"},
      square{"batch", "head", "query", "key"};
  const std::vector<BlockMatrixInfo> matrices = block_matrices(options);
  std::vector<Site> sites{{"token", {"vocabulary", "feature"}, {}, 0, 1, "weights"},
                          {"embedding", stream, {}, 0, 1}};
  sites.back().open = true;
  for (std::int64_t i = 0; i < options.layers; ++i) {
    const auto add = [&](const std::string& name, const std::vector<std::string>& axes,
                         std::vector<std::string> groups, const std::string& stage = "values") {
      groups.insert(groups.begin(), name);
      sites.push_back({fmt::format("block.{}.{}", i, name), axes, std::move(groups), i,
                       options.layers, stage, axes == square});
    };
    const auto add_matrix = [&](BlockMatrix matrix) {
      add("weights." + matrices[matrix].site, {"out", "in"}, {"weights"}, "weights");
    };
    add_matrix(query_key_value);
    add("attention_logits", square, {}, "logits");
    add("attention", square, {});
    add("head", {"batch", "head", "time", "feature"}, {});
    sites.back().feeds =
        fmt::format("transformer.h.{}.{}.weight", i, matrices[attention_projection].parameter);
    add_matrix(attention_projection);
    add("attention_output", stream, {"residual"});
    add("attention_path", stream, {"path"});
    add_matrix(ffn_in);
    add("ffn", stream, {});
    sites.back().open_and_feeding(
        fmt::format("transformer.h.{}.{}.weight", i, matrices[ffn_out].parameter));
    add_matrix(ffn_out);
    add("ffn_output", stream, {"residual"});
    add("ffn_path", stream, {"path"});
    add("layer", stream, {});
  }
  sites.push_back({"output", stream, {}, 0, 1});
  sites.back().open_and_feeding(options.tie_embeddings ? "transformer.wte.weight"
                                                       : "lm_head.weight");
  return sites;
}

std::vector<std::int64_t> transformer_site_shape(const TransformerOptions& options,
                                                 std::int64_t vocabulary, const Site& site,
                                                 const CallShape& call) {
  const std::string in_block = site.families.empty() ? "" : site.families.front();
  std::map<std::string, std::int64_t> length{
      {"batch", call.examples},     {"time", call.time},     {"query", call.time},
      {"key", call.time},           {"head", options.heads}, {"vocabulary", vocabulary},
      {"feature", options.channels}};
  if (in_block == "ffn") length["feature"] = options.hidden();
  if (in_block == "head") length["feature"] = options.head_channels();
  for (const BlockMatrixInfo& each : block_matrices(options)) {
    if (in_block != "weights." + each.site) continue;
    length["out"] = each.out;
    length["in"] = each.in;
  }
  std::vector<std::int64_t> shape;
  for (const std::string& axis : site.axes) shape.push_back(length.at(axis));
  return shape;
}

ParameterLayout transformer_layout(const TransformerOptions& options, std::int64_t vocabulary) {
  ParameterLayout layout;
  const std::int64_t C = options.channels;
  const std::vector<BlockMatrixInfo> matrices = block_matrices(options);
  const auto norm = [&](const std::string& name) {
    layout.add(name + ".weight", {C});
    if (options.bias) layout.add(name + ".bias", {C});
  };
  const auto linear = [&](const std::string& block, const BlockMatrixInfo& matrix) {
    layout.add(block + matrix.parameter + ".weight", {matrix.out, matrix.in});
    if (options.bias) layout.add(block + matrix.parameter + ".bias", {matrix.out});
  };
  layout.add("transformer.wte.weight", {vocabulary, C}, options.tie_embeddings);
  if (options.positions == Positions::learned) {
    layout.add("transformer.wpe.weight", {options.context, C});
  }
  for (std::int64_t i = 0; i < options.layers; ++i) {
    const std::string block = fmt::format("transformer.h.{}.", i);
    norm(block + "ln_1");
    linear(block, matrices[query_key_value]);
    linear(block, matrices[attention_projection]);
    norm(block + "ln_2");
    linear(block, matrices[ffn_in]);
    linear(block, matrices[ffn_out]);
  }
  if (options.norm == Norm::pre) norm("transformer.ln_f");
  if (!options.tie_embeddings) layout.add("lm_head.weight", {vocabulary, C}, true);
  return layout;
}

void initialize_transformer(const TransformerOptions& options, std::uint32_t seed,
                            const ParameterLayout& layout, Flat& weights) {
  const bool pytorch = options.initialization == TransformerWeights::pytorch;
  const double branch = 0.02 / std::sqrt(2 * static_cast<double>(options.layers));
  for (const ParameterInfo& each : layout.all()) {
    const bool gain = !each.matrix() && each.name.find("ln_") != std::string::npos &&
                      each.name.ends_with("weight");
    const bool normalization = each.name.find("ln_") != std::string::npos;
    const bool embedding = each.name.ends_with("wte.weight") || each.name.ends_with("wpe.weight");
    if (normalization || (!each.matrix() && !pytorch)) {
      std::fill_n(data(weights, each), each.size, gain ? real(1) : real(0));
    } else if (pytorch && !embedding) {
      initialize(
          {WeightDistribution::pytorch, 0}, seed, each,
          each.name.find("mlp.c_proj") != std::string::npos ? options.hidden() : options.channels,
          weights);
    } else {
      initialize({WeightDistribution::gaussian, pytorch                                ? 1
                                                : each.name.ends_with("c_proj.weight") ? branch
                                                                                       : 0.02},
                 seed, each, options.channels, weights);
    }
  }
}

}  // namespace regsweep
