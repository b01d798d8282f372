// Models by their YAML map.
#include "models/registry.hpp"

#include <catch2/catch.hpp>

using namespace regsweep;

namespace {

Value mlp(const Value& hidden) { return model_schema().normalize(Value(Map{{"kind", Value("mlp"), {}}, {"hidden", hidden, {}}}), "model"); }

}  // namespace

TEST_CASE("a model's sites and size follow from its map") {
  const Value options = mlp(Value(List{Value(1024), Value(1024)}));
  REQUIRE(model_sites(options).size() == 6);
  REQUIRE(model_size(options, 784, 10, 128).parameters == 1863690);  // the published count of 784-1024-1024-10
  REQUIRE(make_model(options, 784, 10, {})->layout().all().size() == 6);
  REQUIRE(model_size(mlp(Value(List{})), 3, 2, 1).parameters == 8);  // no hidden layer: a linear map
}

TEST_CASE("what a model's map refuses, and how") {
  REQUIRE_THROWS_WITH(mlp(Value(256)),
                      "model.hidden is an integer (256), but it must be a list of integers with 1 <= hidden <= 1e+06 (units of each hidden "
                      "layer, first to last); write [256]");
  REQUIRE_THROWS_WITH(mlp(Value(List{Value(256), Value(0)})),
                      "model.hidden[1] = 0 violates 1 <= hidden <= 1e+06; give a list of integers with 1 <= hidden <= 1e+06");
  REQUIRE_THROWS_WITH(model_schema().normalize(Value(Map{{"kind", Value("mpl"), {}}}), "model"),
                      "model.kind = 'mpl' is unknown; did you mean 'mlp'?");
  REQUIRE_THROWS_WITH(model_schema().normalize(Value(Map{{"kind", Value("mlp"), {}}}), "model"),
                      Catch::StartsWith("model.hidden is missing; add 'hidden:'"));
}
