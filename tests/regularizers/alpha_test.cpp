// Alpha dropout: torch's published properties, and its formula.
#include <catch2/catch.hpp>
#include <cmath>

#include "random/draws.hpp"
#include "support/noises.hpp"

namespace regsweep::alpha_test {

constexpr double limit = 1.7580993408473766;

TEST_CASE("alpha: kept elements become a x + a limit rate, dropped ones a limit (rate - 1)") {
  for (const double rate : {0.1, 0.37, 0.9}) {
    const double a = 1 / std::sqrt((limit * limit * rate + 1) * (1 - rate));
    const auto drawn = testing::drawn_noise("alpha", {.rate = rate, .count = 5000});
    const auto made = words(stream_key(6, "site/input"), 0, 0, 5000);
    for (std::size_t e = 0; e < made.size(); ++e) {
      const bool dropped = (made[e] >> 8) < drop_threshold(rate);
      REQUIRE(drawn.multiplier[e] == Approx(dropped ? 0 : a));
      REQUIRE(drawn.addend[e] == Approx(dropped ? a * limit * (rate - 1) : a * limit * rate));
    }
  }
}

TEST_CASE(
    "alpha: an input N(0, 1) comes out with mean 0 and deviation 1 (torch's alpha dropout test)") {
  std::vector<double> x(5000);
  normals({1, 2}, 0, 0, 5000, x.data());
  for (const double rate : {0.2, 0.5, 0.8}) {
    const auto drawn = testing::drawn_noise("alpha", {.rate = rate, .count = 5000});
    std::vector<double> y;
    for (std::size_t e = 0; e < x.size(); ++e) {
      y.push_back(x[e] * drawn.multiplier[e] + drawn.addend[e]);
    }
    const auto before = testing::sample_moments(x), after = testing::sample_moments(y);
    REQUIRE(std::abs(after.mean - before.mean) < 0.1);
    REQUIRE(std::abs(std::sqrt(after.variance) - std::sqrt(before.variance)) < 0.1);
  }
}

}  // namespace regsweep::alpha_test
