// Regular patterns: every period-th element of a row survives; each element is dropped with
// probability rate.
#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <set>

#include "support/noises.hpp"

namespace regsweep::regular_test {

TEST_CASE(
    "regular: kept elements of a row lie one period apart, and only the two nearest periods "
    "occur") {
  const std::int64_t columns = 60;
  const auto mask =
      testing::drawn_noise("regular", {.rate = 0.7, .count = 300 * columns, .row = columns})
          .multiplier;
  std::set<std::int64_t> periods, phases;
  for (std::int64_t row = 0; row < 300; ++row) {
    std::vector<std::int64_t> kept;
    for (std::int64_t c = 0; c < columns; ++c) {
      if (mask[static_cast<std::size_t>(row * columns + c)] != 0) kept.push_back(c);
    }
    const std::int64_t period = kept[1] - kept[0];
    periods.insert(period);
    phases.insert(kept[0]);
    REQUIRE(kept[0] < period);
    for (std::size_t i = 1; i < kept.size(); ++i) REQUIRE(kept[i] - kept[i - 1] == period);
    REQUIRE(kept.back() + period >= columns);
  }
  REQUIRE(periods == std::set<std::int64_t>{3, 4});  // keep 0.3 lies between 1/4 and 1/3
  REQUIRE(phases == std::set<std::int64_t>{0, 1, 2, 3});
}

TEST_CASE("regular: every column is dropped with probability rate") {
  constexpr std::int64_t rows = 40000, columns = 9;
  for (const double rate : {0.1, 0.37, 0.5, 0.9}) {
    const auto mask =
        testing::drawn_noise("regular", {.rate = rate, .count = rows * columns, .row = columns})
            .multiplier;
    for (std::int64_t c = 0; c < columns; ++c) {
      double dropped = 0;
      for (std::int64_t row = 0; row < rows; ++row) {
        dropped += mask[static_cast<std::size_t>(row * columns + c)] == 0;
      }
      REQUIRE(std::abs(dropped / rows - rate) < 5 * std::sqrt(rate * (1 - rate) / rows));
    }
  }
}

TEST_CASE("regular: a part of the mask that starts within a row is the mask's part") {
  const auto whole =
      testing::drawn_noise("regular", {.rate = 0.37, .count = 70, .row = 7}).multiplier;
  const auto part =
      testing::drawn_noise("regular", {.rate = 0.37, .first_block = 5, .count = 30, .row = 7})
          .multiplier;
  REQUIRE(std::equal(part.begin(), part.end(), whole.begin() + 20));
}

}  // namespace regsweep::regular_test
