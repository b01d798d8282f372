// Levels of planned looks against R's rpact and analysis/sequential.py; chances of stopping by
// arithmetic; the interval that holds at any look against avlm's numbers.
#include "statistics/planned_looks.hpp"

#include <catch2/catch.hpp>
#include <cmath>

#include "looks_table.hpp"
#include "statistics/distributions.hpp"

namespace regsweep::planned_looks_test {

std::vector<double> shares_of(const std::vector<double>& sizes) {
  std::vector<double> shares;
  for (const double size : sizes) shares.push_back(size / sizes.back());
  return shares;
}

const std::vector<double> six = shares_of({4, 8, 12, 16, 20, 24});

double sum_of(const std::vector<double>& values) {
  double sum = 0;
  for (const double value : values) sum += value;
  return sum;
}

TEST_CASE("levels are those of rpact 3.3.4: asOF and asP, two-sided, six looks") {
  const std::vector<double> obrien_fleming{4.012675e-08,    1.034902221e-04, 1.490269817e-03,
                                           5.563617951e-03, 1.215513333e-02, 2.043777607e-02};
  const std::vector<double> pocock{0.006295807724, 0.006626327402, 0.007044940936,
                                   0.007399483453, 0.007690614426, 0.007931363952};
  const std::vector<double> made = nominal_levels(0.05, six, Spending::obrien_fleming);
  const std::vector<double> made_pocock = nominal_levels(0.05, six, Spending::pocock);
  for (std::size_t look = 0; look < six.size(); ++look) {
    REQUIRE(made[look] == Approx(2 * obrien_fleming[look]).epsilon(2e-4));
    REQUIRE(made_pocock[look] == Approx(2 * pocock[look]).epsilon(2e-4));
  }
}

TEST_CASE("levels are those of the analysis to 1e-9") {
  for (const Value& each : looks_table().at("levels").list()) {
    const Spending spending =
        each.at("spending").text() == "pocock" ? Spending::pocock : Spending::obrien_fleming;
    const std::vector<double> made = nominal_levels(
        each.at("alpha").number(), shares_of(numbers_of(each.at("sizes"))), spending);
    const std::vector<double> expected = numbers_of(each.at("levels"));
    REQUIRE(made.size() == expected.size());
    for (std::size_t look = 0; look < made.size(); ++look) {
      REQUIRE(made[look] == Approx(expected[look]).epsilon(1e-9));
    }
  }
}

TEST_CASE("alpha is spent whole, a first look too early decides nothing") {
  for (const Spending spending : {Spending::obrien_fleming, Spending::pocock}) {
    REQUIRE(spent_alpha(0.05, 1, spending) == Approx(0.05));
    REQUIRE(nominal_levels(0.05, {1}, spending).front() == Approx(0.05));
    const std::vector<double> levels = nominal_levels(0.05, six, spending);
    REQUIRE(sum_of(stopping_chances(levels, six, 0)) == Approx(0.05).epsilon(1e-10));
  }
  const double early = nominal_levels(0.01, {0.02, 1}, Spending::obrien_fleming).front();
  REQUIRE(early == Approx(2 * normal_cdf(-9)));
}

TEST_CASE("one look stops with the power of a z test; looks cost little of it") {
  const double bound = 1.959963984540054;
  const double power = normal_cdf(2.8 - bound) + normal_cdf(-2.8 - bound);
  REQUIRE(stopping_chances({0.05}, {1}, 2.8).front() == Approx(power).epsilon(1e-12));
  const std::vector<double> levels = nominal_levels(0.05, six, Spending::obrien_fleming);
  const double with_looks = sum_of(stopping_chances(levels, six, 2.8));
  REQUIRE(with_looks < power);
  REQUIRE(with_looks > power - 0.015);
}

TEST_CASE("the anytime interval is that of avlm and of the analysis") {
  // avlm's README: 100 observations, 8 coefficients; half the width over the error is 3.1039
  REQUIRE(anytime_radius(100, 92, 0.05, 11.582) == Approx(3.10394).epsilon(1e-5));
  for (const Value& each : looks_table().at("anytime").list()) {
    const double made = anytime_radius(each.at("n").number(), each.at("freedom").number(),
                                       each.at("alpha").number(), each.at("g").number());
    REQUIRE(made == Approx(each.at("radius").number()).epsilon(1e-12));
  }
  REQUIRE(std::isinf(anytime_radius(3, 2, 0.05, 1)));
  // confseq's two-sided normal mixture bound: 100, alpha .05, rho 12.60056 -> 30.35209; a t of many
  // degrees of freedom comes to it, in units of sqrt(100)
  REQUIRE(10 * anytime_radius(100, 1e7, 0.05, 12.60056) == Approx(30.35209).epsilon(1e-5));
}

TEST_CASE("best_anytime_g has the narrowest interval") {
  const double best = best_anytime_g(24, 0.05);
  const double width = anytime_radius(24, 23, 0.05, best);
  for (const double factor : {0.5, 0.9, 1.1, 2.0}) {
    REQUIRE(anytime_radius(24, 23, 0.05, factor * best) > width);
  }
  REQUIRE(std::isfinite(anytime_radius(4, 3, 0.05, best_anytime_g(4, 0.05))));
}

}  // namespace regsweep::planned_looks_test
