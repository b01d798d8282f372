// Bernoulli noise: published properties of dropout, and nesting.
#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <vector>

#include "regularizers/noise_entry.hpp"

using namespace regsweep;

namespace {

std::vector<double> multipliers(double rate, std::int64_t count, double scale = 1, std::uint64_t first_block = 0) {
  std::vector<real> drawn(static_cast<std::size_t>(count));
  noise_entry("bernoulli").draw({stream_key(6, "site/input"), 2, 0}, rate, scale, first_block, count, {drawn.data()});
  return {drawn.begin(), drawn.end()};
}

}  // namespace

TEST_CASE("bernoulli: on ones, the mean is kept and the largest value is exactly 1 / keep (Keras' dropout test)") {
  const auto out = multipliers(0.5, 20 * 500, 2);
  double sum = 0;
  for (const double each : out) sum += each;
  REQUIRE(std::abs(sum / 10000 - 1) < 0.02);
  REQUIRE(*std::max_element(out.begin(), out.end()) == 2);
}

TEST_CASE("bernoulli: rate is the probability of dropping, not of keeping") {
  const auto out = multipliers(0.1, 100000);
  REQUIRE(std::abs(static_cast<double>(std::count(out.begin(), out.end(), 0.0)) / 1e5 - 0.1) < 0.004);
}

TEST_CASE("bernoulli: what a rate drops, every larger rate drops too") {
  const auto few = multipliers(0.1, 5000), more = multipliers(0.37, 5000), most = multipliers(0.9, 5000);
  for (std::size_t e = 0; e < few.size(); ++e) {
    if (few[e] == 0) REQUIRE(more[e] == 0);
    if (more[e] == 0) REQUIRE(most[e] == 0);
  }
}

TEST_CASE("bernoulli: a mask drawn in pieces is the mask") {
  const auto whole = multipliers(0.37, 10007), tail = multipliers(0.37, 10007 - 5000, 1, 1250);
  REQUIRE(std::equal(tail.begin(), tail.end(), whole.begin() + 5000));
}
