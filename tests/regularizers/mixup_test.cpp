// Mixup: partners are a permutation of the step, shares are Beta(alpha, alpha).
#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>

#include "random/draws.hpp"
#include "support/rules.hpp"

namespace regsweep::mixup_test {

using namespace testing;

TEST_CASE("mixup: partners are the permutation of stream mixup at the step") {
  const Mixing mixing = make_rule("mixup", Value(0.4))->mixing({4, 7, 100}, 31);
  CHECK(mixing.partner == permutation(stream_key(4, "mixup"), 7, 31));
}

TEST_CASE(
    "mixup: shares have the mean 1/2 and the variance 1 / (4 (2 alpha + 1)) of Beta(alpha, "
    "alpha)") {
  constexpr int steps = 20000;
  for (const double alpha : {0.2, 1.0, 3.0}) {
    const auto rule = make_rule("mixup", Value(alpha));
    double sum = 0, squares = 0;
    int low = 0;
    for (int step = 0; step < steps; ++step) {
      const double share = rule->mixing({4, step, steps}, 2).share;
      REQUIRE((share >= 0 && share <= 1));
      sum += share;
      squares += share * share;
      low += share < 0.25;
    }
    const double variance = 1 / (4 * (2 * alpha + 1));
    CHECK(std::abs(sum / steps - 0.5) < 5 * std::sqrt(variance / steps));
    CHECK(squares / steps - 0.25 == Approx(variance).epsilon(0.05));
    if (alpha == 1.0) CHECK(low == Approx(steps / 4.0).epsilon(0.05));  // Beta(1, 1) is uniform
  }
}

}  // namespace regsweep::mixup_test
