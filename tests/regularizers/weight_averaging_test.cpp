// Weight averaging: the recursions of EMA and SWA.
#include <catch2/catch.hpp>

#include "support/rules.hpp"

namespace regsweep::weight_averaging_test {

using namespace testing;

// The average of element 0 after each step of a run in which W is `step` + 1.
std::vector<double> averages(const Value& options, std::int64_t steps) {
  const ParameterLayout layout = two_linear_maps();
  const auto rule = make_rule("weight_averaging", options);
  Flat weights(layout.size());
  rule->start(layout, weights);
  std::vector<double> out;
  for (std::int64_t step = 0; step < steps; ++step) {
    weights[0] = static_cast<real>(step + 1);
    rule->after_step({0, step, steps}, weights);
    out.push_back(static_cast<double>((*rule->evaluated_weights())[0]));
  }
  REQUIRE(rule->state().size() == 1);
  REQUIRE(rule->state()[0].second == rule->evaluated_weights());
  return out;
}

TEST_CASE("weight_averaging: ema keeps `decay` of the average at each step, from the first on") {
  const auto ema = averages(Value(Map{{"kind", "ema", {}}, {"decay", 0.75, {}}}), 3);
  CHECK(ema[0] == Approx(1));
  CHECK(ema[1] == Approx(0.75 * 1 + 0.25 * 2));
  CHECK(ema[2] == Approx(0.75 * 1.25 + 0.25 * 3));
}

TEST_CASE(
    "weight_averaging: swa is the mean of every interval-th weight since the start; before, the "
    "weights themselves") {
  const auto swa =
      averages(Value(Map{{"kind", "swa", {}}, {"start", 0.5, {}}, {"interval", 2, {}}}), 10);
  CHECK(swa[3] == Approx(4));
  CHECK(swa[5] == Approx(6));
  CHECK(swa[6] == Approx(6));
  CHECK(swa[7] == Approx((6 + 8) / 2.0));
  CHECK(swa[9] == Approx((6 + 8 + 10) / 3.0));
}

}  // namespace regsweep::weight_averaging_test
