// Names, shapes, sites and initial weights of the transformer.
#include "models/transformer_options.hpp"

#include <catch2/catch.hpp>
#include <cmath>

#include "random/draws.hpp"

namespace regsweep::transformer_options_test {

std::vector<std::string> names_of(const ParameterLayout& layout) {
  std::vector<std::string> names;
  for (const ParameterInfo& each : layout.all()) names.push_back(each.name);
  return names;
}

double deviation(const ParameterLayout& layout, const Flat& weights, const std::string& name) {
  const ParameterInfo& each = *layout.find(name);
  double sum = 0;
  for (std::size_t i = 0; i < each.size; ++i) {
    sum += std::pow(static_cast<double>(weights[each.offset + i]), 2);
  }
  return std::sqrt(sum / static_cast<double>(each.size));
}

TEST_CASE("transformer: parameters carry nanoGPT's names and shapes") {
  TransformerOptions options;
  options.layers = 1;
  options.channels = 12;
  options.heads = 3;
  options.context = 7;
  options.bias = false;
  REQUIRE(names_of(transformer_layout(options, 65)) ==
          std::vector<std::string>{
              "transformer.wte.weight", "transformer.wpe.weight", "transformer.h.0.ln_1.weight",
              "transformer.h.0.attn.c_attn.weight", "transformer.h.0.attn.c_proj.weight",
              "transformer.h.0.ln_2.weight", "transformer.h.0.mlp.c_fc.weight",
              "transformer.h.0.mlp.c_proj.weight", "transformer.ln_f.weight"});
  options.bias = true;
  options.tie_embeddings = false;
  options.positions = Positions::rotary;
  options.norm = Norm::post;
  const ParameterLayout layout = transformer_layout(options, 65);
  REQUIRE(layout.find("transformer.wpe.weight") == nullptr);
  REQUIRE(layout.find("transformer.ln_f.weight") == nullptr);
  REQUIRE(layout.find("lm_head.weight")->shape == std::vector<std::int64_t>{65, 12});
  REQUIRE(layout.find("lm_head.weight")->output);
  REQUIRE(layout.find("transformer.h.0.mlp.c_fc.weight")->shape ==
          std::vector<std::int64_t>{48, 12});
  REQUIRE(layout.find("transformer.h.0.attn.c_attn.bias")->shape == std::vector<std::int64_t>{36});
}

TEST_CASE("transformer: sites are the design's, with families and depths") {
  TransformerOptions options;
  options.layers = 3;
  const std::vector<Site> sites = transformer_sites(options);
  const auto site = [&](const std::string& name) {
    for (const Site& each : sites) {
      if (each.name == name) return each;
    }
    throw ContractError("no site " + name);
  };
  for (const char* name :
       {"token", "embedding", "block.0.attention_logits", "block.1.attention", "block.2.head",
        "block.0.attention_output", "block.0.ffn", "block.0.ffn_output", "block.0.attention_path",
        "block.0.ffn_path", "block.0.layer", "block.2.weights.query_key_value",
        "block.2.weights.ffn_out", "output"}) {
    REQUIRE_NOTHROW(site(name));
  }
  REQUIRE(site("block.1.attention").axes ==
          std::vector<std::string>{"batch", "head", "query", "key"});
  REQUIRE(site("block.1.attention_output").families ==
          std::vector<std::string>{"attention_output", "residual"});
  REQUIRE(site("block.2.ffn_path").families == std::vector<std::string>{"ffn_path", "path"});
  REQUIRE(site("block.2.weights.ffn_in").families ==
          std::vector<std::string>{"weights.ffn_in", "weights"});
  REQUIRE(site("block.2.ffn").depth == 2);
  REQUIRE(site("block.2.ffn").depths == 3);
}

TEST_CASE("transformer: initial weights are GPT-2's or PyTorch's, by the contract's streams") {
  TransformerOptions options;
  options.layers = 2;
  options.channels = 48;
  options.heads = 4;
  options.context = 33;
  const ParameterLayout layout = transformer_layout(options, 65);
  Flat weights(layout.size());
  initialize_transformer(options, 4, layout, weights);
  REQUIRE(deviation(layout, weights, "transformer.wte.weight") == Approx(0.02).epsilon(0.05));
  REQUIRE(deviation(layout, weights, "transformer.h.1.mlp.c_fc.weight") ==
          Approx(0.02).epsilon(0.05));
  REQUIRE(deviation(layout, weights, "transformer.h.1.mlp.c_proj.weight") ==
          Approx(0.01).epsilon(0.05));  // 0.02 / sqrt(2 * 2 layers)
  REQUIRE(deviation(layout, weights, "transformer.h.0.attn.c_attn.bias") == 0);
  REQUIRE(weights[layout.find("transformer.h.0.ln_1.weight")->offset + 3] == 1);
  std::vector<double> normal(8);
  normals(stream_key(4, "init/transformer.wte.weight"), 0, 0, 8, normal.data());
  REQUIRE(static_cast<double>(weights[5]) == Approx(0.02 * normal[5]).epsilon(1e-6));

  options.initialization = TransformerWeights::pytorch;
  initialize_transformer(options, 4, layout, weights);
  REQUIRE(deviation(layout, weights, "transformer.wte.weight") == Approx(1).epsilon(0.05));
  const double uniform = 1 / std::sqrt(3.0);  // deviation of a uniform number in [-1, 1]
  REQUIRE(deviation(layout, weights, "transformer.h.1.mlp.c_fc.weight") ==
          Approx(uniform / std::sqrt(48)).epsilon(0.05));
  REQUIRE(deviation(layout, weights, "transformer.h.1.mlp.c_proj.weight") ==
          Approx(uniform / std::sqrt(192)).epsilon(0.05));
  REQUIRE(deviation(layout, weights, "transformer.h.1.ln_2.bias") == 0);
}

}  // namespace regsweep::transformer_options_test
