// A linear map: values, gradients by finite differences with noise on the weights, what it leaves
// out when asked.
#include "models/linear_map.hpp"

#include <catch2/catch.hpp>
#include <cmath>

#include "support/gradient_check.hpp"

namespace regsweep::linear_map_test {

constexpr std::int64_t rows = 3, in = 5, out = 4;

std::vector<real> numbers(std::int64_t count, double slope) {
  std::vector<real> made;
  for (std::int64_t i = 0; i < count; ++i) {
    made.push_back(static_cast<real>(std::sin(0.4 + slope * static_cast<double>(i))));
  }
  return made;
}

TEST_CASE(
    "linear map: gradients of weight, bias and inputs equal finite differences, with noise on the "
    "weights") {
  const bool biased = GENERATE(true, false), noisy = GENERATE(true, false);
  ParameterLayout layout;
  layout.add("weight", {out, in});
  if (biased) layout.add("bias", {out});
  layout.add("inputs", {rows, in});  // as a parameter, so that one check covers it too
  SiteNoiseOptions options;
  options.rate = 0.37;
  SiteNoise noise(options, Site{"weights.0", {"out", "in"}, {"weights"}, 0, 1}, 3, 100);
  LinearMap map(layout.find("weight"), layout.find("bias"), noisy ? &noise : nullptr);
  Flat weights(layout.size()), gradient(layout.size());
  for (const ParameterInfo& each : layout.all()) {
    const std::vector<real> made = numbers(static_cast<std::int64_t>(each.size), 0.7);
    std::copy(made.begin(), made.end(), data(weights, each));
  }
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

TEST_CASE("linear map: a bias that is left to the reader is neither added nor given a gradient") {
  ParameterLayout layout;
  layout.add("weight", {out, in});
  layout.add("bias", {out});
  const ParameterInfo *weight = layout.find("weight"), *bias = layout.find("bias");
  LinearMap whole(weight, bias, nullptr),
      left(weight, bias, nullptr, {}, BiasWork::reader_adds_sums), none(weight, nullptr, nullptr);
  Flat weights(layout.size()), gradient(layout.size(), real(7)), expected(layout.size(), real(7));
  const std::vector<real> made = numbers(static_cast<std::int64_t>(layout.size()), 0.7),
                          x = numbers(rows * in, 0.2);
  std::copy(made.begin(), made.end(), weights.begin());
  std::vector<real> y(rows * out), expected_y(rows * out);
  left.forward(rows, x.data(), weights, {true, 6, 0}, y.data());
  none.forward(rows, x.data(), weights, {true, 6, 0}, expected_y.data());
  REQUIRE(y == expected_y);
  REQUIRE(left.bias(weights) == data(weights, *bias));
  REQUIRE(none.bias(weights) == nullptr);
  left.backward(rows, x.data(), y.data(), weights, gradient, nullptr);
  none.backward(rows, x.data(), y.data(), weights, expected, nullptr);
  REQUIRE(gradient == expected);
  REQUIRE(*left.bias_gradient(gradient) == 7);
  LinearMap forward_only(weight, bias, nullptr, {}, BiasWork::reader_adds);
  forward_only.backward(rows, x.data(), y.data(), weights, gradient, nullptr);
  whole.backward(rows, x.data(), y.data(), weights, expected, nullptr);
  REQUIRE(gradient == expected);
  REQUIRE(none.bias_gradient(gradient) == nullptr);
}

TEST_CASE(
    "linear map: evaluation uses the weights as they are; operations are those of its products") {
  ParameterLayout layout;
  layout.add("weight", {out, in});
  SiteNoiseOptions options;
  options.rate = 0.37;
  SiteNoise noise(options, Site{"weights.0", {"out", "in"}, {"weights"}, 0, 1}, 3, 100);
  LinearMap plain(layout.find("weight"), nullptr, nullptr),
      noisy(layout.find("weight"), nullptr, &noise);
  Flat weights(layout.size());
  const std::vector<real> made = numbers(out * in, 0.7), x = numbers(rows * in, 0.2);
  std::copy(made.begin(), made.end(), weights.begin());
  std::vector<real> a(rows * out), b(rows * out);
  plain.forward(rows, x.data(), weights, {false, 6, 0}, a.data());
  noisy.forward(rows, x.data(), weights, {false, 6, 0}, b.data());
  REQUIRE(a == b);
  REQUIRE(a[out + 2] == Approx(x[in] * made[2 * in] + x[in + 1] * made[2 * in + 1] +
                               x[in + 2] * made[2 * in + 2] + x[in + 3] * made[2 * in + 3] +
                               x[in + 4] * made[2 * in + 4]));
  REQUIRE(plain.flops_per_row() == 6 * out * in);
  REQUIRE(plain.flops_per_row(false) == 4 * out * in);
}

}  // namespace regsweep::linear_map_test
