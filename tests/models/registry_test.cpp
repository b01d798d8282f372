// Models by their YAML map.
#include "models/registry.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <set>

namespace regsweep::registry_test {

Value mlp(const Value& hidden) {
  return model_schema().normalize(Value(Map{{"kind", Value("mlp"), {}}, {"hidden", hidden, {}}}),
                                  "model");
}

TEST_CASE("a model's sites and size follow from its map") {
  const Value options = mlp(Value(List{Value(1024), Value(1024)}));
  REQUIRE(model_sites(options).size() == 9);
  REQUIRE(model_size(options, 784, 10, 128).parameters ==
          1863690);  // the published count of 784-1024-1024-10
  REQUIRE(make_model(options, 784, 10, {})->layout().all().size() == 6);
  REQUIRE(model_size(mlp(Value(List{})), 3, 2, 1).parameters ==
          8);  // no hidden layer: a linear map
}

TEST_CASE("entries are found by name and sorted; kinds in YAML are features' first, then tokens'") {
  std::vector<std::string> names, of_features, of_tokens;
  for (const ModelEntry& entry : model_entries()) {
    names.push_back(entry.name);
    (entry.context ? of_tokens : of_features).push_back(entry.name);
    CHECK(entry.schema.name == entry.name);
    CHECK(!entry.summary.empty());
  }
  CHECK(std::is_sorted(names.begin(), names.end()));
  of_features.insert(of_features.end(), of_tokens.begin(), of_tokens.end());
  CHECK(model_schema().alternative_names() == of_features);
  CHECK_THROWS_AS(model_entry(Value(Map{{"kind", Value("perceptron"), {}}})), ContractError);
}

TEST_CASE(
    "every family of sites, and every site that is in none, has a meaning, and nothing else") {
  for (const ModelEntry& entry : model_entries()) {
    INFO(entry.name);
    std::set<std::string> offered, told;
    for (const Site& site : entry.sites(model_schema().normalize(entry.small, "model"))) {
      offered.insert(site.families.begin(), site.families.end());
      if (site.families.empty()) offered.insert(site.name);
    }
    for (const PlacementMeaning& each : entry.placements) {
      CHECK(!each.meaning.empty());
      CHECK(told.insert(each.name).second);
    }
    CHECK(told == offered);
  }
}

TEST_CASE("every entry's small model is what the entry says: sites, context, sizes, weights") {
  for (const ModelEntry& entry : model_entries()) {
    INFO(entry.name);
    const Value options = model_schema().normalize(entry.small, "model");
    REQUIRE(options.at("kind").text() == entry.name);
    const std::unique_ptr<Model> model = make_model(options, 5, 3, {});
    CHECK(model->context() == model_context(options));
    CHECK(model->layout().count() > 0);
    CHECK(model->flops_per_step(4) > 0);
    const CallShape call{4, tokens_per_example(options, 0)};
    CHECK(model->buffer_sizes(call).forward > 0);
    REQUIRE(model->sites().size() == entry.sites(options).size());
    for (const Site& site : model->sites()) {
      INFO(site.name);
      CHECK(model->shape_at(site, call).size() == site.axes.size());
      CHECK(model->elements_at(site, call) > 0);
    }
    Flat weights(model->layout().size()), again(weights.size()), other(weights.size());
    model->initialize(1, weights);
    model->initialize(1, again);
    model->initialize(2, other);
    CHECK(weights == again);
    CHECK(weights != other);
  }
}

TEST_CASE("tokens of an example: the data's sequences, or windows of a running text") {
  const Value features = mlp(Value(List{Value(3)}));
  CHECK(tokens_per_example(features, 0) == 1);
  const Value tokens = model_schema().normalize(Value(Map{{"kind", Value("causal_transformer"), {}},
                                                          {"layers", Value(1), {}},
                                                          {"heads", Value(1), {}},
                                                          {"channels", Value(8), {}},
                                                          {"context", Value(13), {}}}),
                                                "model");
  CHECK(tokens_per_example(tokens, 0) == 13);
  CHECK(tokens_per_example(tokens, 5) == 5);
}

TEST_CASE("what a model's map refuses, and how") {
  REQUIRE_THROWS_WITH(mlp(Value(256)),
                      "model.hidden is an integer (256), but it must be a list of integers with 1 "
                      "<= hidden <= 1e+06 (units of each hidden "
                      "layer, first to last); write [256]");
  REQUIRE_THROWS_WITH(mlp(Value(List{Value(256), Value(0)})),
                      "model.hidden[1] = 0 violates 1 <= hidden <= 1e+06; give a list of integers "
                      "with 1 <= hidden <= 1e+06");
  REQUIRE_THROWS_WITH(model_schema().normalize(Value(Map{{"kind", Value("mpl"), {}}}), "model"),
                      "model.kind = 'mpl' is unknown; did you mean 'mlp'?");
  REQUIRE_THROWS_WITH(model_schema().normalize(Value(Map{{"kind", Value("mlp"), {}}}), "model"),
                      Catch::StartsWith("model.hidden is missing; add 'hidden:'"));
}

TEST_CASE("the transformer of nanoGPT's CPU set-up: sites, context, size") {
  const Map written{{"kind", Value("causal_transformer"), {}},
                    {"layers", Value(4), {}},
                    {"heads", Value(4), {}},
                    {"channels", Value(128), {}},
                    {"context", Value(64), {}},
                    {"bias", Value(false), {}}};
  const Value options = model_schema().normalize(Value(written), "model");
  REQUIRE(model_context(options) == 64);
  REQUIRE(model_sites(options).size() == 3 + 4 * 13);
  // nanoGPT prints "number of parameters: 0.80M" without the 64 x 128 position embeddings.
  REQUIRE(model_size(options, 0, 65, 12).parameters ==
          65 * 128 + 64 * 128 + 4 * (12 * 128 * 128 + 2 * 128) + 128);
}

TEST_CASE("what the transformer's map refuses, and how") {
  const auto with = [](std::int64_t heads, const char* positions) {
    return model_schema().normalize(Value(Map{{"kind", Value("causal_transformer"), {}},
                                              {"layers", Value(1), {}},
                                              {"heads", Value(heads), {}},
                                              {"channels", Value(12), {}},
                                              {"context", Value(8), {}},
                                              {"positions", Value(positions), {}}}),
                                    "model");
  };
  REQUIRE_NOTHROW(with(3, "rotary"));
  REQUIRE_THROWS_WITH(with(5, "learned"),
                      "model.heads = 5 does not divide model.channels = 12; every head has "
                      "channels / heads of them, so give a divisor of 12");
  REQUIRE_THROWS_WITH(with(4, "rotary"),
                      "model.positions: rotary turns pairs of channels, but a head has 3 of them; "
                      "make model.channels / model.heads even");
  REQUIRE_THROWS_WITH(with(3, "rotery"), Catch::Contains("did you mean 'rotary'?"));
}

}  // namespace regsweep::registry_test
