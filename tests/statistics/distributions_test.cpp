// Distributions against R 4.2 (qnorm, pt, qt).
#include "statistics/distributions.hpp"

#include <catch2/catch.hpp>
#include <cmath>

namespace regsweep::distributions_test {

TEST_CASE("normal quantiles are R's, far tails included") {
  REQUIRE(normal_quantile(0.975) == Approx(1.959963984540054).epsilon(1e-14));
  REQUIRE(normal_quantile(0.3) == Approx(-0.5244005127080407).epsilon(1e-14));
  REQUIRE(normal_quantile(1e-9) == Approx(-5.9978070150076874).epsilon(1e-14));
  REQUIRE(normal_quantile(1e-300) == Approx(-37.047096299361199).epsilon(1e-13));
  REQUIRE(normal_quantile(0.5) == 0);
  REQUIRE(normal_cdf(-1.959963984540054) == Approx(0.025).epsilon(1e-14));
}

TEST_CASE("t quantiles of few and of broken degrees of freedom are R's") {
  // Of one degree exact: tan(pi (p - 1/2)); of two: a / sqrt(2 (1 - a^2)), a = 2 p - 1, times 2.
  REQUIRE(student_t_quantile(0.025, 1) == Approx(-12.706204736174705).epsilon(1e-13));
  REQUIRE(student_t_quantile(0.025, 2) == Approx(-4.302652729749464).epsilon(1e-13));
  REQUIRE(student_t_quantile(0.025, 3) == Approx(-3.182446305283710).epsilon(1e-13));
  REQUIRE(student_t_quantile(0.0004, 7.5) == Approx(-5.4023693698843).epsilon(1e-12));
  REQUIRE(student_t_quantile(0.975, 23) == Approx(2.068657610419050).epsilon(1e-12));
  REQUIRE(student_t_quantile(0.025, 10'000) == Approx(-1.960201239891664).epsilon(1e-11));
}

TEST_CASE("quantile and distribution undo each other down to levels that decide nothing") {
  for (const double freedom : {1.0, 2.0, 4.3, 23.0, 400.0}) {
    for (const double p : {1e-19, 1e-8, 4e-4, 0.1, 0.499}) {
      const double t = student_t_quantile(p, freedom);
      REQUIRE(t < 0);
      REQUIRE(student_t_cdf(t, freedom) == Approx(p).epsilon(1e-10));
      REQUIRE(student_t_cdf(-t, freedom) == Approx(1 - p));
    }
  }
  REQUIRE(student_t_cdf(0, 5) == Approx(0.5));
}

}  // namespace regsweep::distributions_test
