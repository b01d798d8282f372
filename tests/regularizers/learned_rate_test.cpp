// A learned rate: its parameter, and the gradients that reach it.
#include "regularizers/learned_rate.hpp"

#include <catch2/catch.hpp>
#include <cmath>

#include "support/gradient_check.hpp"
#include "support/rules.hpp"

namespace regsweep::learned_rate_test {

using namespace testing;

const Site site = [] {
  Site made{"hidden.0", {"batch", "feature"}, {"hidden"}, 0, 1};
  made.open_and_feeding("layers.1.weight");
  return made;
}();

LearnedRate learned(double weight_penalty, double entropy_penalty) {
  return LearnedRate(noise_entry("concrete"), {0.1, weight_penalty, entropy_penalty}, site, 0.37);
}

TEST_CASE("a learned rate is a parameter of the model, by its logit") {
  LearnedRate rate = learned(0, 0);
  ParameterLayout layout = two_linear_maps();
  rate.add_parameter(layout);
  const ParameterInfo* logit = layout.find("noise.hidden.0.logit");
  REQUIRE(logit != nullptr);
  CHECK_FALSE(logit->matrix());
  Flat weights(layout.size());
  rate.initialize(weights);
  CHECK(rate.rate_of(weights) == Approx(0.37).epsilon(1e-6));
  weights[logit->offset] = 0;
  rate.begin(weights);
  CHECK(rate.rate() == 0.5);
}

TEST_CASE("a learned rate's gradient is that of what it has seen, and a pass begins anew") {
  LearnedRate rate = learned(0, 0);
  ParameterLayout layout = two_linear_maps();
  rate.add_parameter(layout);
  Flat weights(layout.size()), gradient(layout.size());
  rate.initialize(weights);
  const real values[] = {2, -3}, at_values[] = {real(0.5), 4},
             multiplier[] = {real(1.2), real(0.8)};
  real g[] = {at_values[0], at_values[1]};
  for (int pass = 0; pass < 2; ++pass) {
    rate.begin(weights);
    rate.use(multiplier);
    rate.on_backward({2, 1, 1, values}, g);
    rate.write(gradient);
    const double first = 2 * 0.5 * (0.37 - (1 - 1.2 * 0.63) / 0.1),
                 second = -3.0 * 4 * (0.37 - (1 - 0.8 * 0.63) / 0.1);
    CHECK(static_cast<double>(gradient[layout.find("noise.hidden.0.logit")->offset]) ==
          Approx(first + second).epsilon(1e-5));
    CHECK(g[0] == at_values[0]);
  }
}

TEST_CASE(
    "a learned rate's penalty has the gradient that it adds, and touches its own matrix only") {
  const LearnedRate made = learned(0.03, 0.07);
  LearnedRate rate = made;
  ParameterLayout layout = two_linear_maps();
  rate.add_parameter(layout);
  Flat weights(layout.size()), gradient(layout.size()), unused(layout.size());
  const ParameterInfo& matrix = *layout.find("layers.1.weight");
  for (std::size_t i = 0; i < matrix.size; ++i) {
    data(weights, matrix)[i] = static_cast<real>(0.1 * static_cast<double>(i) - 0.2);
  }
  rate.initialize(weights);
  rate.penalty(layout, weights, gradient);
  check_gradient(layout, weights, gradient, [&] { return rate.penalty(layout, weights, unused); });
  for (std::size_t i = 0; i < layout.find("layers.0.weight")->size; ++i) {
    CHECK(data(gradient, *layout.find("layers.0.weight"))[i] == 0);
  }
  CHECK(data(gradient, matrix)[0] != 0);
}

}  // namespace regsweep::learned_rate_test
