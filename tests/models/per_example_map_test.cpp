// A linear map with weights of its own for each example: values, gradients by finite differences,
// evaluation.
#include "models/per_example_map.hpp"

#include <catch2/catch.hpp>
#include <cmath>

#include "models/linear_map.hpp"
#include "support/gradient_check.hpp"

namespace regsweep::per_example_map_test {

constexpr std::int64_t rows = 3, in = 5, out = 4;

std::vector<real> numbers(std::int64_t count, double slope) {
  std::vector<real> made;
  for (std::int64_t i = 0; i < count; ++i) {
    made.push_back(static_cast<real>(std::sin(0.4 + slope * static_cast<double>(i))));
  }
  return made;
}

ParameterLayout layout_of(bool biased) {
  ParameterLayout layout;
  layout.add("weight", {out, in});
  if (biased) layout.add("bias", {out});
  layout.add("inputs", {rows, in});  // as a parameter, so that one check covers it too
  return layout;
}

Flat numbered(const ParameterLayout& layout) {
  Flat weights(layout.size());
  for (const ParameterInfo& each : layout.all()) {
    const std::vector<real> made = numbers(static_cast<std::int64_t>(each.size), 0.7);
    std::copy(made.begin(), made.end(), data(weights, each));
  }
  return weights;
}

SiteNoise noise_of(const std::string& kind, std::vector<std::string> share = {},
                   const std::string& scaling = "inverted") {
  SiteNoiseOptions options;
  options.noise = kind;
  options.rate = 0.37;
  options.share = std::move(share);
  options.scaling = scaling;
  return SiteNoise(
      options,
      Site{"example_weights.0", {"batch", "out", "in"}, {"example_weights"}, 0, 1, "weights"}, 3,
      100);
}

TEST_CASE("per-example map: gradients of weight, bias and inputs equal finite differences") {
  const bool biased = GENERATE(true, false);
  const std::string kind = GENERATE("bernoulli", "gaussian", "additive_gaussian");
  const ParameterLayout layout = layout_of(biased);
  SiteNoise noise = noise_of(kind, {}, kind == "additive_gaussian" ? "none" : "inverted");
  PerExampleMap map(layout.find("weight"), layout.find("bias"), noise);
  Flat weights = numbered(layout), gradient(layout.size());
  const ParameterInfo& inputs = *layout.find("inputs");
  const std::vector<real> g = numbers(rows * out, 1.3);
  std::vector<real> y(rows * out);
  const auto loss = [&] {
    map.forward(rows, data(weights, inputs), weights, {true, 6, 0}, y.data());
    double sum = 0;
    for (std::size_t i = 0; i < y.size(); ++i) {
      sum += static_cast<double>(g[i]) * static_cast<double>(y[i]);
    }
    return sum;
  };
  loss();
  map.backward(rows, data(weights, inputs), g.data(), weights, gradient, data(gradient, inputs));
  testing::check_gradient(layout, weights, gradient, loss);
}

TEST_CASE(
    "per-example map: each example has its own mask, the same in parts of a batch; shared by the "
    "batch "
    "it is one") {
  const ParameterLayout layout = layout_of(true);
  const Flat weights = numbered(layout);
  SiteNoise noise = noise_of("bernoulli"), shared = noise_of("bernoulli", {"batch"});
  const std::vector<real> same(rows * in, real(1));
  std::vector<real> y(rows * out), last(out), one(rows * out);
  PerExampleMap map(layout.find("weight"), layout.find("bias"), noise),
      of_all(layout.find("weight"), layout.find("bias"), shared);
  map.forward(rows, same.data(), weights, {true, 6, 0}, y.data());
  CHECK(std::vector<real>(y.begin(), y.begin() + out) !=
        std::vector<real>(y.begin() + out, y.begin() + 2 * out));
  map.forward(1, same.data(), weights, {true, 6, 0, 2}, last.data());
  CHECK(std::vector<real>(y.begin() + 2 * out, y.end()) == last);
  of_all.forward(rows, same.data(), weights, {true, 6, 0}, one.data());
  CHECK(std::vector<real>(one.begin(), one.begin() + out) ==
        std::vector<real>(one.begin() + out, one.begin() + 2 * out));
}

TEST_CASE("per-example map: evaluation is that of one map for all") {
  const ParameterLayout layout = layout_of(true);
  const Flat weights = numbered(layout);
  SiteNoise noise = noise_of("bernoulli", {}, "inference");
  PerExampleMap map(layout.find("weight"), layout.find("bias"), noise);
  LinearMap plain(layout.find("weight"), layout.find("bias"), nullptr);
  std::vector<real> x = numbers(rows * in, 1.1), y(rows * out), expected(rows * out);
  map.forward(rows, x.data(), weights, {false, 6, 0}, y.data());
  for (real& each : x) each *= real(0.63);
  plain.forward(rows, x.data(), weights, {false, 6, 0}, expected.data());
  for (std::size_t i = 0; i < y.size(); ++i) {
    CHECK(static_cast<double>(y[i]) == Approx(static_cast<double>(expected[i])).epsilon(1e-5));
  }
  CHECK(map.variance() == 0);
}

}  // namespace regsweep::per_example_map_test
