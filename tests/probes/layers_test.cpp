// Layers as probes name them.
#include "probes/layers.hpp"

#include <catch2/catch.hpp>

#include "models/registry.hpp"
#include "support/small_trial.hpp"

namespace regsweep::layers_test {

using namespace testing;

TEST_CASE("hidden layers of a perceptron, and blocks of a transformer") {
  const auto mlp = make_model(small_trial().at("model"), 3, 4, {});
  const std::vector<UnitLayer> layers = unit_layers(*mlp, 1);
  REQUIRE(names_of(layers) == std::vector<std::string>{"hidden.0", "hidden.1"});
  CHECK(layers[1].units == 5);
  CHECK(attention_layers(*mlp, 1).empty());
  const auto transformer = make_model(small_transformer_trial().at("model"), 0, 5, {});
  CHECK(names_of(unit_layers(*transformer, 6)) == std::vector<std::string>{"block.0", "block.1"});
  CHECK(unit_layers(*transformer, 6)[0].site == "block.0.ffn");
  CHECK(unit_layers(*transformer, 6)[0].units == 48);
  const std::vector<AttentionLayer> attention = attention_layers(*transformer, 6);
  REQUIRE(attention.size() == 2);
  CHECK(attention[1].heads == 2);
  CHECK(attention[1].weights() == "block.1.attention");
  CHECK(attention[1].outputs() == "block.1.head");
}

}  // namespace regsweep::layers_test
