// Norms of hidden layers: which statistics a pass uses, and what a step leaves in the weights.
#include "models/hidden_norm.hpp"

#include <catch2/catch.hpp>
#include <cmath>
#include <optional>
#include <string>
#include <vector>

namespace regsweep::hidden_norm_test {

constexpr NoisePass learning{.training = true, .learns = true};

struct OneNorm {
  explicit OneNorm(HiddenNormKind kind) {
    HiddenNorm::add_parameters(kind, "norms.0", 2, layout);
    norm.emplace(kind, "norms.0", layout);
    weights.resize(layout.size());
    norm->initialize(weights);
  }

  std::vector<real> forward(const std::vector<real>& z, const NoisePass& pass) {
    const auto rows = static_cast<std::int64_t>(z.size() / 2);
    GrowBuffers growing;
    norm->buffers({rows}, growing);
    std::vector<real> y(z.size());
    norm->forward(rows, z.data(), weights, pass, y.data());
    return y;
  }

  real at(const std::string& name, std::size_t i) {
    return data(weights, *layout.find("norms.0." + name))[i];
  }

  ParameterLayout layout;
  std::optional<HiddenNorm> norm;
  Flat weights;
};

TEST_CASE("hidden norm: batch learns gain and bias, and keeps its statistics among the weights") {
  OneNorm made(HiddenNormKind::batch);
  std::vector<std::string> names;
  for (const ParameterInfo& each : made.layout.all()) names.push_back(each.name);
  CHECK(names == std::vector<std::string>{"norms.0.weight", "norms.0.bias", "norms.0.running_mean",
                                          "norms.0.running_var"});
  CHECK(made.layout.count() == 4);  // learned numbers
  CHECK_FALSE(made.layout.find("norms.0.running_var")->learned);
  CHECK(made.at("weight", 1) == 1);
  CHECK(made.at("bias", 1) == 0);
  CHECK(made.at("running_mean", 1) == 0);
  CHECK(made.at("running_var", 1) == 1);
  OneNorm layer(HiddenNormKind::layer);
  CHECK(layer.layout.all().size() == 2);
}

TEST_CASE("hidden norm: a step mixes a tenth of the batch's mean and unbiased variance in") {
  OneNorm made(HiddenNormKind::batch);
  const std::vector<real> z{1, 10, 3, 10, 8, 40};  // means 4, 20; unbiased variances 13, 300
  const std::vector<real> y = made.forward(z, learning);
  CHECK(y[0] == Approx(-3 / std::sqrt(26.0 / 3 + 1e-5)));
  CHECK(made.at("running_mean", 0) == 0);  // until the step is over
  made.norm->after_step(made.weights);
  CHECK(made.at("running_mean", 0) == Approx(0.4));
  CHECK(made.at("running_mean", 1) == Approx(2));
  CHECK(made.at("running_var", 0) == Approx(0.9 + 1.3));
  CHECK(made.at("running_var", 1) == Approx(0.9 + 30));
}

TEST_CASE(
    "hidden norm: what an optimizer does to statistics, and a second pass, count for nothing") {
  OneNorm once(HiddenNormKind::batch), twice(HiddenNormKind::batch);
  const std::vector<real> z{1, 10, 3, 10, 8, 40};
  once.forward(z, learning);
  once.norm->after_step(once.weights);
  twice.forward({5, 6, 7, 9}, learning);
  twice.forward(z, learning);
  for (real& each : twice.weights) each += 1;
  twice.norm->after_step(twice.weights);
  CHECK(twice.at("running_mean", 0) == once.at("running_mean", 0));
  CHECK(twice.at("running_var", 1) == once.at("running_var", 1));
}

TEST_CASE("hidden norm: evaluation, with noise or without, uses the running statistics") {
  OneNorm made(HiddenNormKind::batch);
  made.forward({1, 10, 3, 10, 8, 40}, learning);
  made.norm->after_step(made.weights);
  const std::vector<real> z{4, 20, 1, 2};
  const std::vector<real> plain = made.forward(z, {});
  CHECK(plain[0] == Approx((4 - 0.4) / std::sqrt(2.2 + 1e-5)));
  CHECK(plain[3] == Approx(0).margin(1e-6));
  CHECK(made.forward(z, {.training = true, .step = 3, .pass = 2}) == plain);
  CHECK(made.forward({4, 20}, {}) == std::vector<real>{plain[0], plain[1]});
}

TEST_CASE("hidden norm: a batch of one example leaves the statistics as they are") {
  OneNorm made(HiddenNormKind::batch);
  const std::vector<real> y = made.forward({7, 9}, learning);
  CHECK(y == std::vector<real>{0, 0});
  made.norm->after_step(made.weights);
  CHECK(made.at("running_mean", 0) == 0);
  CHECK(made.at("running_var", 0) == 1);
}

TEST_CASE("hidden norm: layer takes each example by itself, in training and evaluation alike") {
  OneNorm made(HiddenNormKind::layer);
  const std::vector<real> z{1, 3, 10, 40};
  const std::vector<real> y = made.forward(z, learning);
  CHECK(y[0] == Approx(-1 / std::sqrt(1 + 1e-5)));
  CHECK(y[3] == Approx(1));
  CHECK(made.forward(z, {}) == y);
}

}  // namespace regsweep::hidden_norm_test
