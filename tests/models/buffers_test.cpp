// Sizes of a model's buffers and sites, from its YAML map. (That they are what models allocate:
// tests/training/memory_estimate_test.cpp.)
#include "models/buffers.hpp"

#include <catch2/catch.hpp>

#include "models/registry.hpp"

using namespace regsweep;

namespace {

Value mlp() {
  return model_schema().normalize(
      Value(Map{{"kind", Value("mlp"), {}}, {"hidden", Value(List{Value(7), Value(5)}), {}}}),
      "model");
}

Value transformer() {
  return model_schema().normalize(Value(Map{{"kind", Value("causal_transformer"), {}},
                                            {"layers", Value(3), {}},
                                            {"heads", Value(2), {}},
                                            {"channels", Value(12), {}},
                                            {"context", Value(10), {}},
                                            {"ffn", Value(3), {}}}),
                                  "model");
}

std::int64_t elements(const Value& model, const std::string& name, const CallShape& shape) {
  for (const Site& site : model_sites(model)) {
    if (site.name == name) return site_elements(model, site, shape);
  }
  return -1;
}

}  // namespace

TEST_CASE(
    "a perceptron keeps three numbers per unit and row; its sites have the sizes of their "
    "tensors") {
  const CallShape shape{4, 3, 6};
  CHECK(buffered_numbers(mlp(), shape).forward == 3 * 6 * (7 + 5 + 3));
  CHECK(elements(mlp(), "input", shape) == 6 * 4);
  CHECK(elements(mlp(), "hidden.1", shape) == 6 * 5);
  CHECK(elements(mlp(), "weights.1", shape) == 5 * 7);
  CHECK(elements(mlp(), "example_weights.2", shape) == 6 * 3 * 5);
  CHECK(largest_parameter(mlp(), shape) == 5 * 7);
}

TEST_CASE("a transformer's sites have the sizes of their tensors, and its buffers grow with rows") {
  const CallShape shape{0, 11, 4, 9};
  const std::int64_t tokens = 4 * 9;
  CHECK(elements(transformer(), "token", shape) == 11 * 12);
  CHECK(elements(transformer(), "embedding", shape) == tokens * 12);
  CHECK(elements(transformer(), "block.1.attention", shape) == 4 * 2 * 9 * 9);
  CHECK(elements(transformer(), "block.2.ffn", shape) == tokens * 36);
  CHECK(elements(transformer(), "block.2.ffn_output", shape) == tokens * 12);
  CHECK(elements(transformer(), "block.0.weights.query_key_value", shape) == 36 * 12);
  CHECK(elements(transformer(), "block.0.weights.ffn_out", shape) == 12 * 36);
  CHECK(largest_parameter(transformer(), shape) == 36 * 12);
  const BufferedNumbers once = buffered_numbers(transformer(), shape),
                        twice = buffered_numbers(transformer(), {0, 11, 8, 9});
  CHECK(twice.forward == 2 * once.forward);
  CHECK(twice.backward == 2 * once.backward);
  CHECK(once.backward == tokens * (36 + 3 * 12));  // one set for all blocks
}
