// Activations and slopes against their formulas.
#include "tensor/kernels/activation.hpp"

#include <catch2/catch.hpp>
#include <cmath>
#include <limits>

namespace regsweep::activation_test {

double reference(Activation activation, double z) {
  switch (activation) {
    case Activation::relu:
      return std::max(0.0, z);
    case Activation::gelu:
      return z * 0.5 * std::erfc(-z / std::sqrt(2.0));
    case Activation::tanh:
      return std::tanh(z);
    case Activation::sigmoid:
      return 1 / (1 + std::exp(-z));
    case Activation::selu:
      return 1.0507009873554805 * (z > 0 ? z : 1.6732632423543772 * std::expm1(z));
  }
  return 0;
}

const Activation all[] = {Activation::relu, Activation::gelu, Activation::tanh, Activation::sigmoid,
                          Activation::selu};

std::vector<real> grid() {
  std::vector<real> z;
  for (int i = -403; i <= 403; ++i) {
    z.push_back(static_cast<real>(0.0173 * i + 1e-3));  // no multiple of a vector's length, no kink
  }
  return z;
}

// The margin is float's.
TEST_CASE("activations equal their formulas, with and without noise") {
  const std::vector<real> z = grid();
  const auto n = static_cast<std::int64_t>(z.size());
  std::vector<real> multiplier(z.size()), h(z.size());
  for (std::size_t i = 0; i < z.size(); ++i) multiplier[i] = i % 3 == 0 ? real(0) : real(1.5);
  for (const Activation activation : all) {
    kernels::activate(activation, n, z.data(), {real(0.7)}, h.data());
    for (std::size_t i = 0; i < z.size(); ++i) {
      REQUIRE(static_cast<double>(h[i]) ==
              Approx(0.7 * reference(activation, static_cast<double>(z[i])))
                  .epsilon(2e-6)
                  .margin(5e-7));
    }
    kernels::activate(activation, n, z.data(), {1, multiplier.data()}, h.data());
    for (std::size_t i = 0; i < z.size(); ++i) {
      REQUIRE(static_cast<double>(h[i]) == Approx(static_cast<double>(multiplier[i]) *
                                                  reference(activation, static_cast<double>(z[i])))
                                               .epsilon(2e-6)
                                               .margin(1e-6));
    }
  }
}

#ifndef REGSWEEP_DOUBLE  // which takes 1 + erf
TEST_CASE("gelu keeps its digits where 1 + erf would lose them: 9 standard deviations below") {
  for (int i = 1; i <= 900; ++i) {
    const real z = static_cast<real>(-0.01 * i);
    real h = 0;
    kernels::activate(Activation::gelu, 1, &z, {}, &h);
    REQUIRE(static_cast<double>(h) ==
            Approx(reference(Activation::gelu, static_cast<double>(z))).epsilon(4e-6));
  }
}
#endif

TEST_CASE("activation slopes equal differences of their formulas, times the same noise") {
  const std::vector<real> z = grid();
  std::vector<real> multiplier(z.size());
  for (std::size_t i = 0; i < z.size(); ++i) multiplier[i] = i % 4 == 0 ? real(0) : real(1.25);
  for (const Activation activation : all) {
    std::vector<real> g(z.size(), real(2));
    kernels::activate_backward(activation, static_cast<std::int64_t>(z.size()), z.data(),
                               {real(0.5), multiplier.data()}, g.data());
    for (std::size_t i = 0; i < z.size(); ++i) {
      const auto at = static_cast<double>(z[i]);
      const double slope =
          (reference(activation, at + 1e-5) - reference(activation, at - 1e-5)) / 2e-5;
      REQUIRE(static_cast<double>(g[i]) ==
              Approx(static_cast<double>(multiplier[i]) * slope).epsilon(1e-5).margin(1e-6));
    }
  }
}

TEST_CASE("activations do not hide numbers that are not finite") {
  const real bad[] = {std::numeric_limits<real>::quiet_NaN(), 1,
                      std::numeric_limits<real>::quiet_NaN()};
  for (const Activation activation : all) {
    real h[3];
    kernels::activate(activation, 3, bad, {}, h);
    REQUIRE(std::isnan(h[0]));
    REQUIRE(std::isnan(h[2]));
    REQUIRE(std::isfinite(h[1]));
  }
}

TEST_CASE("value and slope in one pass are those of the two passes, the bias added before") {
  const Activation activation = GENERATE(Activation::relu, Activation::gelu, Activation::tanh,
                                         Activation::sigmoid, Activation::selu);
  const bool masked = GENERATE(true, false), biased = GENERATE(true, false);
  constexpr std::int64_t rows = 2, columns = 19;
  const auto n = static_cast<std::size_t>(rows * columns);
  std::vector<real> z, multiplier, bias;
  for (int i = 0; i < rows * columns; ++i) {
    z.push_back(static_cast<real>(0.3 * i - 5.2));
    multiplier.push_back(static_cast<real>(i % 3));
  }
  for (int c = 0; c < columns; ++c) bias.push_back(static_cast<real>(0.1 * c * c - 0.7));
  std::vector<real> h(n), slope = z, expected(n), ones(n, 1);
  if (biased) {
    for (std::size_t i = 0; i < n; ++i) z[i] += bias[i % columns];
  }
  const real* m = masked ? multiplier.data() : nullptr;
  kernels::activate_with_slope(activation, rows, columns, biased ? bias.data() : nullptr,
                               {real(1.6), m}, slope.data(), h.data());
  kernels::activate(activation, rows * columns, z.data(), {real(1.6), m}, expected.data());
  for (std::size_t i = 0; i < n; ++i) REQUIRE(h[i] == Approx(expected[i]).margin(1e-6));
  kernels::activate_backward(activation, rows * columns, z.data(), {real(1.6), m}, ones.data());
  for (std::size_t i = 0; i < n; ++i) REQUIRE(slope[i] == Approx(ones[i]).margin(1e-6));
}

}  // namespace regsweep::activation_test
