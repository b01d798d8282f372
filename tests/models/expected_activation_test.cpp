// Means of activations over normal numbers, against sums over a fine grid.
#include "models/expected_activation.hpp"

#include <catch2/catch.hpp>
#include <cmath>
#include <vector>

namespace regsweep::expected_activation_test {

double activated(Activation activation, double z) {
  real in = static_cast<real>(z), out = 0;
  kernels::activate(activation, 1, &in, {}, &out);
  return static_cast<double>(out);
}

// Midpoint rule over 9 deviations, 20001 cells.
double fine(Activation activation, double mean, double deviation) {
  double sum = 0, total = 0;
  for (int i = -10000; i <= 10000; ++i) {
    const double x = 9e-4 * i, weight = std::exp(-x * x / 2);
    sum += weight * activated(activation, mean + deviation * x);
    total += weight;
  }
  return sum / total;
}

TEST_CASE("expected activations are means over normal pre-activations") {
  const std::vector<real> means{real(-1.3), real(-0.2), real(0.1), real(0.7), 2},
      variances{real(0.37), 2, 1, real(0.4), 9};
  for (const Activation activation : {Activation::relu, Activation::gelu, Activation::tanh,
                                      Activation::sigmoid, Activation::selu}) {
    INFO(static_cast<int>(activation));
    std::vector<real> out(means.size());
    expected_activation(activation, 5, means.data(), variances.data(), out.data());
    for (std::size_t i = 0; i < means.size(); ++i) {
      const double deviation = std::sqrt(static_cast<double>(variances[i]));
      const double margin = activation == Activation::selu ? 2e-4 * deviation : 2e-6;
      CHECK(static_cast<double>(out[i]) ==
            Approx(fine(activation, static_cast<double>(means[i]), deviation)).margin(margin));
      CHECK(std::abs(static_cast<double>(out[i]) -
                     activated(activation, static_cast<double>(means[i]))) > 1e-4);
    }
  }
}

TEST_CASE("an expected activation without variance is the activation") {
  const std::vector<real> means{-2, real(0.3), 5}, none(3);
  for (const Activation activation : {Activation::relu, Activation::tanh}) {
    std::vector<real> out = means;
    expected_activation(activation, 3, out.data(), none.data(), out.data());
    for (std::size_t i = 0; i < 3; ++i) {
      CHECK(static_cast<double>(out[i]) ==
            Approx(activated(activation, static_cast<double>(means[i]))).epsilon(1e-5));
    }
  }
}

TEST_CASE("variances of outputs are those of independent weights") {
  const std::vector<real> x{1, 2, -1, 3}, weight{1, -1, 2, 0, 3, real(0.5)};  // [2, 2] and [3, 2]
  Buffer variances;
  output_variances({x.data(), 2, 2}, {weight.data(), 3, 2}, real(0.25), variances);
  CHECK(variances == Buffer{real(1.25), 1, real(2.5), real(2.5), 1, real(2.8125)});
}

}  // namespace regsweep::expected_activation_test
