// Bernoulli noise: published properties of dropout, and nesting.
#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <vector>

#include "support/noises.hpp"

namespace regsweep::bernoulli_test {

std::vector<double> multipliers(double rate, std::int64_t count, double scale = 1,
                                std::uint64_t first_block = 0) {
  return testing::drawn_noise(
             "bernoulli",
             {.step = 2, .rate = rate, .scale = scale, .first_block = first_block, .count = count})
      .multiplier;
}

TEST_CASE(
    "bernoulli: on ones, the mean is kept and the largest value is exactly 1 / keep (Keras' "
    "dropout test)") {
  const auto out = multipliers(0.5, 20 * 500, 2);
  double sum = 0;
  for (const double each : out) sum += each;
  REQUIRE(std::abs(sum / 10000 - 1) < 0.02);
  REQUIRE(*std::max_element(out.begin(), out.end()) == 2);
}

TEST_CASE("bernoulli: rate is the probability of dropping, not of keeping") {
  const auto out = multipliers(0.1, 100000);
  REQUIRE(std::abs(static_cast<double>(std::count(out.begin(), out.end(), 0.0)) / 1e5 - 0.1) <
          0.004);
}

TEST_CASE("bernoulli: what a rate drops, every larger rate drops too") {
  const auto few = multipliers(0.1, 5000), more = multipliers(0.37, 5000),
             most = multipliers(0.9, 5000);
  for (std::size_t e = 0; e < few.size(); ++e) {
    if (few[e] == 0) REQUIRE(more[e] == 0);
    if (more[e] == 0) REQUIRE(most[e] == 0);
  }
}

TEST_CASE("bernoulli: a mask drawn in pieces is the mask") {
  const auto whole = multipliers(0.37, 10007), tail = multipliers(0.37, 10007 - 5000, 1, 1250);
  REQUIRE(std::equal(tail.begin(), tail.end(), whole.begin() + 5000));
}

TEST_CASE(
    "bernoulli: torch's property: a vector full of keep comes out with mean keep, and so does its "
    "gradient") {
  for (const double rate : {0.2, 0.37}) {
    const auto m = multipliers(rate, 1000, 1 / (1 - rate));
    double sum = 0;
    for (const double each : m) sum += (1 - rate) * each;
    REQUIRE(std::abs(sum / 1000 - (1 - rate)) < 0.05);
  }
}

TEST_CASE(
    "bernoulli: counts of ones in blocks of 16 are binomial (chi-square), and neighbours are "
    "uncorrelated") {
  constexpr int n = 16, blocks = 20000;
  const double rate = 0.37;
  const auto m = multipliers(rate, n * blocks);
  std::vector<double> counted(n + 1, 0), expected(n + 1, 0);
  for (int block = 0; block < blocks; ++block) {
    counted[static_cast<std::size_t>(
        std::count(m.begin() + block * n, m.begin() + block * n + n, 1.0))]++;
  }
  for (int k = 0; k <= n; ++k) {
    expected[static_cast<std::size_t>(k)] =
        blocks * std::exp(std::lgamma(n + 1) - std::lgamma(k + 1) - std::lgamma(n - k + 1) +
                          k * std::log(1 - rate) + (n - k) * std::log(rate));
  }
  double chi_square = 0;
  int cells = 0;
  for (std::size_t k = 0; k <= n; ++k) {
    if (expected[k] >= 5) {
      chi_square += (counted[k] - expected[k]) * (counted[k] - expected[k]) / expected[k];
      ++cells;
    }
  }
  REQUIRE(cells >= 12);
  REQUIRE(chi_square < cells + 4 * std::sqrt(2.0 * cells));
  for (const std::size_t lag : {1u, 2u, 3u, 4u, 16u}) {
    double covariance = 0;
    for (std::size_t e = 0; e + lag < m.size(); ++e) {
      covariance += (m[e] - (1 - rate)) * (m[e + lag] - (1 - rate));
    }
    REQUIRE(std::abs(covariance / static_cast<double>(m.size()) / (rate * (1 - rate))) <
            5 / std::sqrt(static_cast<double>(m.size())));
  }
}

}  // namespace regsweep::bernoulli_test
