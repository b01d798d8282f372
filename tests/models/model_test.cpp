// Models: who watches a site sees its values with their noise, and adds to the gradient.
#include "models/model.hpp"

#include <catch2/catch.hpp>
#include <cmath>

#include "models/registry.hpp"
#include "support/gradient_check.hpp"

namespace regsweep::model_test {

using namespace testing;

// factor * sum of cubes of what it sees: its gradient depends on the values.
class Cubes : public SiteWatcher {
 public:
  void on_backward(const SiteValues& seen, real* gradient) override {
    values.assign(seen.values, seen.values + seen.count());
    shape = {seen.examples, seen.time, seen.features};
    sum = 0;
    for (std::size_t i = 0; i < values.size(); ++i) {
      const double x = static_cast<double>(values[i]);
      sum += factor * x * x * x;
      gradient[i] += static_cast<real>(3 * factor * x * x);
    }
  }
  std::vector<real> values;
  std::vector<std::int64_t> shape;
  double sum = 0, factor = 0.037;
};

Value perceptron() {
  return model_schema().normalize(Value(Map{{"kind", Value("mlp"), {}},
                                            {"hidden", Value(List{Value(9), Value(5)}), {}},
                                            {"activation", Value("tanh"), {}}}),
                                  "model");
}

Value transformer() {
  return model_schema().normalize(Value(Map{{"kind", Value("causal_transformer"), {}},
                                            {"layers", Value(2), {}},
                                            {"heads", Value(2), {}},
                                            {"channels", Value(12), {}},
                                            {"context", Value(7), {}},
                                            {"initialization", Value("pytorch"), {}}}),
                                  "model");
}

// Dropout at every site of activations that can be watched.
SiteNoises noises(const Value& model, std::vector<std::string> share) {
  SiteNoiseOptions options;
  options.rate = 0.37;
  options.share = std::move(share);
  SiteNoises made;
  for (const Site& site : model_sites(model)) {
    made.push_back(site.open ? std::make_unique<SiteNoise>(options, site, 3, 100) : nullptr);
  }
  return made;
}

// Checks the gradient of 0.03 times the sum of the outputs plus what the site's watcher adds.
void check_watched(const Value& options, const Inputs& inputs, const std::string& site,
                   const std::vector<std::int64_t>& shape, std::vector<std::string> share = {}) {
  INFO(site);
  const std::int64_t outputs = 6;
  const auto model = make_model(options, 3, outputs, noises(options, std::move(share)));
  Cubes cubes;
  model->watch(site, &cubes);
  Flat weights(model->layout().size()), gradient(weights.size()), unused(weights.size());
  model->initialize(5, weights);
  const std::vector<real> g(static_cast<std::size_t>(inputs.rows * inputs.time * outputs),
                            real(0.03));
  const auto loss = [&] {
    const real* z = model->forward(inputs, weights, {true, 7, 0});
    double sum = 0;
    for (std::size_t i = 0; i < g.size(); ++i) sum += 0.03 * static_cast<double>(z[i]);
    model->backward(g.data(), weights, unused);
    return sum + cubes.sum;
  };
  loss();
  gradient = unused;
  REQUIRE(cubes.values == model->value_at(site, weights).values);
  REQUIRE(cubes.shape == shape);
  check_gradient(model->layout(), weights, gradient, loss, 7);
}

TEST_CASE(
    "a watcher sees a site's values with their noise, and its gradient is part of the loss's") {
  std::vector<real> x;
  for (int i = 0; i < 6 * 3; ++i) x.push_back(static_cast<real>(std::sin(0.3 + 1.9 * i)));
  check_watched(perceptron(), {6, x.data()}, "input", {6, 1, 3});
  check_watched(perceptron(), {6, x.data()}, "hidden.0", {6, 1, 9});
  check_watched(perceptron(), {6, x.data()}, "hidden.1", {6, 1, 5});
  check_watched(perceptron(), {6, x.data()}, "hidden.1", {6, 1, 5},
                {"batch"});  // watched: no unit is left out
  std::vector<std::int32_t> tokens;
  for (std::int32_t i = 0; i < 10; ++i) tokens.push_back((3 * i * i + 1) % 6);
  check_watched(transformer(), {2, nullptr, tokens.data(), 5}, "embedding", {2, 5, 12});
  check_watched(transformer(), {2, nullptr, tokens.data(), 5}, "block.0.ffn", {2, 5, 48});
  check_watched(transformer(), {2, nullptr, tokens.data(), 5}, "block.1.ffn", {2, 5, 48});
  check_watched(transformer(), {2, nullptr, tokens.data(), 5}, "output", {2, 5, 12});
}

TEST_CASE("each open site feeds the matrix that it names, or none; of others only heads do") {
  for (const Value& options : {perceptron(), transformer()}) {
    const auto model = make_model(options, 3, 6, {});
    for (const Site& site : model->sites()) {
      if (site.feeds.empty()) continue;
      INFO(site.name);
      CHECK((site.open || site.families.front() == "head"));
      REQUIRE(model->layout().find(site.feeds) != nullptr);
    }
  }
}

TEST_CASE("only open sites can be watched") {
  const auto model = make_model(transformer(), 0, 6, {});
  Cubes cubes;
  CHECK_THROWS_AS(model->watch("block.0.attention", &cubes), ContractError);
  CHECK_THROWS_AS(model->watch("hidden.0", &cubes), ContractError);
}

TEST_CASE(
    "a site's view is its value in the shape of its axes, without a copy where there is one") {
  std::vector<std::int32_t> tokens;
  for (std::int32_t i = 0; i < 10; ++i) tokens.push_back((3 * i * i + 1) % 6);
  const auto model = make_model(transformer(), 0, 6, {});
  Flat weights(model->layout().size());
  model->initialize(5, weights);
  model->forward({2, nullptr, tokens.data(), 5}, weights, {});
  for (const Site& site : model->sites()) {
    INFO(site.name);
    const SiteView view = model->view_at(site.name, weights);
    const SiteTensor value = model->value_at(site.name, weights);
    CHECK(view.shape == value.shape);
    CHECK(view.shape.size() == site.axes.size());
    CHECK(std::vector<real>(view.values, view.values + view.count()) == value.values);
  }
  const SiteView head = model->view_at("block.1.head", weights);
  CHECK(head.shape == std::vector<std::int64_t>{2, 2, 5, 6});
  CHECK(head.values == head.computed.data());
  CHECK(model->view_at("block.1.ffn", weights).computed.empty());
  CHECK(model->view_at("token", weights).values ==
        data(weights, *model->layout().find("transformer.wte.weight")));
  CHECK(model->view_at("hidden.0", weights).values == nullptr);
}

}  // namespace regsweep::model_test
