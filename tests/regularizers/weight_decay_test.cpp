// Decoupled weight decay: how much, which parameters, and that the gradient stays free of it.
#include <catch2/catch.hpp>

#include "support/rules.hpp"

namespace regsweep::weight_decay_test {

using namespace testing;

TEST_CASE("weight decay takes learning_rate * rate of every matrix and nothing of biases") {
  const ParameterLayout layout = two_linear_maps();
  const Flat before = numbered(layout);
  Flat weights = before;
  make_rule("weight_decay", 0.5)->before_update(layout, weights, 0.1);
  for (const ParameterInfo& each : layout.all()) {
    for (std::size_t i = 0; i < each.size; ++i) {
      const double expected =
          static_cast<double>(data(before, each)[i]) * (each.matrix() ? 0.95 : 1);
      CHECK(static_cast<double>(data(weights, each)[i]) == Approx(expected).epsilon(1e-6));
    }
  }
  CHECK(padding_is_zero(layout, weights));
}

TEST_CASE("weight decay follows the learning rate of the step") {
  const ParameterLayout layout = two_linear_maps();
  const Flat before = numbered(layout);
  Flat weights = before;
  make_rule("weight_decay", 0.5)->before_update(layout, weights, 0);
  CHECK(weights == before);
}

TEST_CASE("a decay near the resolution of numbers at 1 is right on average") {
  ParameterLayout layout;
  layout.add("w", {1, 4096});
  Flat weights(layout.size());
  for (std::size_t i = 0; i < weights.size(); ++i) {
    weights[i] = real(0.5) + static_cast<real>(i) / 8192;
  }
  const Flat before = weights;
  make_rule("weight_decay", 1e-4)->before_update(layout, weights, 0.01);
  double lost = 0;
  for (std::size_t i = 0; i < weights.size(); ++i) {
    lost += 1 - static_cast<double>(weights[i]) / static_cast<double>(before[i]);
  }
  CHECK(lost / 4096 ==
        Approx(1e-6).epsilon(0.005));  // a float factor 1 - 1e-6 takes 1.3 % too much
}

TEST_CASE("weight decay is no penalty") {
  const ParameterLayout layout = two_linear_maps();
  Flat gradient(layout.size());
  CHECK(make_rule("weight_decay", 0.5)->penalty(layout, numbered(layout), gradient) == 0);
  CHECK(gradient == Flat(layout.size()));
}

TEST_CASE("weight decay refuses a negative rate") {
  CHECK_THROWS_WITH(
      make_rule("weight_decay", -1),
      "regularizers.weight_decay.rate = -1 violates rate >= 0; give a number with rate >= 0");
}

}  // namespace regsweep::weight_decay_test
