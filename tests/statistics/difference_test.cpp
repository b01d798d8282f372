// Differences over seeds against the analysis and by hand.
#include "statistics/difference.hpp"

#include <catch2/catch.hpp>
#include <cmath>

#include "looks_table.hpp"
#include "statistics/distributions.hpp"

namespace regsweep::difference_test {

TEST_CASE("differences, errors, intervals and p are those of the analysis to 1e-9") {
  for (const Value& each : looks_table().at("differences").list()) {
    const std::vector<double> a = numbers_of(each.at("a")), b = numbers_of(each.at("b"));
    const Difference made =
        each.at("kind").text() == "pairs" ? paired_difference(a, b) : welch_difference(a, b);
    const double half =
        -student_t_quantile(each.at("level").number() / 2, made.freedom) * made.error;
    REQUIRE(made.count == a.size());
    REQUIRE(made.mean == Approx(each.at("mean").number()).epsilon(1e-9));
    REQUIRE(made.error == Approx(each.at("error").number()).epsilon(1e-9));
    REQUIRE(made.freedom == Approx(each.at("freedom").number()).epsilon(1e-9));
    REQUIRE(made.mean - half == Approx(each.at("low").number()).epsilon(1e-9));
    REQUIRE(made.mean + half == Approx(each.at("high").number()).epsilon(1e-9));
    REQUIRE(made.p_value() == Approx(each.at("p").number()).epsilon(1e-9));
  }
}

TEST_CASE("groups of unequal size: Welch by hand") {
  // variances 1 of 3 and 3.5 of 5 values: error^2 = 1/3 + 3.5/5
  const Difference made = welch_difference({1, 2, 3}, {0, 1, 2, 2, 5});
  const double part_a = 1.0 / 3, part_b = 3.5 / 5;
  REQUIRE(made.count == 3);
  REQUIRE(made.mean == Approx(0));
  REQUIRE(made.error == Approx(std::sqrt(part_a + part_b)));
  REQUIRE(made.freedom == Approx((part_a + part_b) * (part_a + part_b) /
                                 (part_a * part_a / 2 + part_b * part_b / 4)));
  REQUIRE(made.effective == Approx(15.0 / 8));
}

TEST_CASE("without spread, or with one value, there is a mean and no test") {
  for (const Difference& made :
       {paired_difference({0.1, 0.1}, {0.1, 0.1}), paired_difference({0.3, 0.2}, {0.2, 0.1}),
        paired_difference({0.2, 0.2, 0.2}, {0.1, 0.3, 0.2}), paired_difference({0.2}, {0.1}),
        welch_difference({0.2, 0.2}, {0.1, 0.4}), welch_difference({0.2}, {0.1, 0.4})}) {
    REQUIRE_FALSE(made.is_testable());
    REQUIRE(made.p_value() == 1);
    REQUIRE(std::isfinite(made.mean));
  }
  REQUIRE(std::isnan(paired_difference({}, {}).mean));
}

}  // namespace regsweep::difference_test
