// Planning: checks against the data before anything runs, costs, and a calibration.
#include "execution/planning.hpp"

#include <catch2/catch.hpp>

#include "small_sweep.hpp"
#include "tensor/gemm.hpp"

using namespace regsweep;

TEST_CASE("a plan costs the sum of its trials") {
  const Plan plan = small_plan("40");
  const PlanCosts costs = check_and_estimate(plan);
  REQUIRE(costs.variants.size() == 2);
  REQUIRE(costs.variants[0].steps == 40);
  REQUIRE(costs.variants[0].parameters == 2 * 8 + 8 + 8 * 2 + 2);
  REQUIRE(costs.flops == Approx(4 * costs.variants[0].flops));
}

TEST_CASE("more examples than there are is found while planning") {
  Plan plan = small_plan();
  plan.variants[1].configuration.find("data")->set("train", Value(100000));
  REQUIRE_THROWS_AS(check_and_estimate(plan), ConfigurationError);
}

TEST_CASE("the calibration measures real steps") {
  set_blas_threads(1);
  const Plan plan = small_plan("1000");
  REQUIRE(calibrate(plan, check_and_estimate(plan), 0.02) > 1e3);
  const Plan too_short = small_plan("1");
  REQUIRE(calibrate(too_short, check_and_estimate(too_short), 0.02) == 0);
}
