// Directions that can be written down.
#include "probes/measurements/gradients.hpp"

#include <catch2/catch.hpp>
#include <cmath>

namespace regsweep::gradients_test {

TEST_CASE("directions: equal ones 0, orthogonal ones 1/2, opposite ones 1, whatever their length") {
  CHECK(direction_distance({1, 2, -3}, {2, 4, -6}) == Approx(0).margin(1e-12));
  CHECK(direction_distance({0, 5}, {0.1, 0}) == Approx(0.5));
  CHECK(direction_distance({1, 1}, {-3, -3}) == Approx(1));
  CHECK(std::isnan(direction_distance({0, 0}, {1, 0})));
}

TEST_CASE("variance is the mean over pairs, error the mean distance from the whole") {
  const std::vector<std::vector<double>> gradients{{1, 0}, {0, 1}, {-1, 0}};
  CHECK(direction_variance(gradients) == Approx((0.5 + 1 + 0.5) / 3));
  CHECK(direction_error(gradients, {2, 0}) == Approx((0 + 0.5 + 1) / 3));
}

}  // namespace regsweep::gradients_test
