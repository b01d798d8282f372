// Sizes of a model's buffers and sites, before anything is allocated. (That they are what training
// allocates: tests/training/memory_estimate_test.cpp.)
#include "models/layer_buffers.hpp"

#include <catch2/catch.hpp>

#include "models/registry.hpp"

namespace regsweep::layer_buffers_test {

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

std::int64_t elements(const Model& model, const std::string& name, const CallShape& call) {
  for (const Site& site : model.sites()) {
    if (site.name == name) return model.elements_at(site, call);
  }
  return -1;
}

TEST_CASE(
    "a perceptron keeps three numbers per unit and row; its sites have the sizes of their "
    "tensors") {
  const auto model = make_model(mlp(), 4, 3, {});
  const CallShape call{6};
  CHECK(model->buffer_sizes(call).forward == 3 * 6 * (7 + 5 + 3));
  CHECK(model->buffer_sizes(call).widest == 6 * 7);
  CHECK(elements(*model, "input", call) == 6 * 4);
  CHECK(elements(*model, "hidden.1", call) == 6 * 5);
  CHECK(elements(*model, "weights.1", call) == 5 * 7);
  CHECK(elements(*model, "example_weights.2", call) == 6 * 3 * 5);
}

TEST_CASE("a transformer's sites have the sizes of their tensors, and its buffers grow with rows") {
  const auto model = make_model(transformer(), 0, 11, {});
  const CallShape call{4, 9};
  const std::int64_t tokens = 4 * 9;
  CHECK(elements(*model, "token", call) == 11 * 12);
  CHECK(elements(*model, "embedding", call) == tokens * 12);
  CHECK(elements(*model, "block.1.attention", call) == 4 * 2 * 9 * 9);
  CHECK(elements(*model, "block.1.head", call) == tokens * 12);
  CHECK(elements(*model, "block.2.ffn", call) == tokens * 36);
  CHECK(elements(*model, "block.2.ffn_output", call) == tokens * 12);
  CHECK(elements(*model, "block.0.weights.query_key_value", call) == 36 * 12);
  CHECK(elements(*model, "block.0.weights.ffn_out", call) == 12 * 36);
  const BufferSizes once = model->buffer_sizes(call), twice = model->buffer_sizes({8, 9});
  CHECK(twice.forward == 2 * once.forward);
  CHECK(twice.backward == 2 * once.backward);
  CHECK(once.backward == tokens * (36 + 3 * 12));  // one set for all blocks
  CHECK(once.widest == tokens * 36);
}

TEST_CASE("what a declaration counts is what it makes long enough, small tiles aside") {
  Buffer activations, tile;
  const auto declare = [&](const CallShape& call, BufferVisitor& visit) {
    visit.array(activations, call.rows() * 7);
    visit.scratch(tile, 5);
  };
  CountBuffers count;
  declare({3, 2}, count);
  CHECK(count.counted == 42);
  CHECK(activations.empty());
  GrowBuffers growing;
  declare({3, 2}, growing);
  CHECK(activations.size() == 42);
  CHECK(tile.size() == 5);
  declare({1, 1}, growing);
  CHECK(activations.size() == 42);  // buffers never shrink
}

}  // namespace regsweep::layer_buffers_test
