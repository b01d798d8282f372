// Power before the run, from a spread that is given and from a pilot.
#include "execution/planned_power.hpp"

#include <catch2/catch.hpp>

#include "execution/directory/freeze.hpp"
#include "execution/worker.hpp"
#include "small_sweep.hpp"

namespace regsweep::planned_power_test {

TEST_CASE("a difference is a number, or percentage points of an error") {
  CHECK(read_difference("--detect", "0.3points", "test.error") == Approx(0.003));
  CHECK(read_difference("--detect", "0.3%", "best.test.error") == Approx(0.003));
  CHECK(read_difference("--detect", "0.003", "test.loss") == Approx(0.003));
  CHECK_THROWS_WITH(read_difference("--detect", "much", "test.error"),
                    "--detect much is no difference; write 0.3points, or 0.003");
  CHECK_THROWS_WITH(read_difference("--spread", "1points", "test.loss"),
                    "--spread 1points: test.loss is not in percent; write a number in its own "
                    "units");
}

TEST_CASE("seeds that a difference needs, and what the planned ones detect") {
  const Plan plan = small_plan("40", "[0, 0.3, 0.5]", "10");
  const std::string text = power_text(plan, {0.004, 0.8, {0.004, 0.008, "given"}});
  CHECK_THAT(text, Catch::StartsWith("Power 0.8 at level 0.025, each of 2 comparisons"));
  CHECK_THAT(text, Catch::Contains("spread of a difference within seeds 0.4 points (given)"));
  const auto seeds = seeds_to_detect(1, 0.025, SeedDesign::pairs, 0.8);
  const auto more = seeds_to_detect(0.5, 0.025, SeedDesign::pairs, 0.8);
  CHECK_THAT(text, Catch::Contains("A difference of 0.4 points needs " + std::to_string(*seeds) +
                                   " seeds per variant (" + std::to_string(*more) +
                                   " at the largest spread, 0.8 points)"));
  CHECK_THAT(text, Catch::Contains("The planned 10 seeds detect"));
}

TEST_CASE("of a sweep with looks the most seeds count") {
  const Plan plan = small_plan("40", "[0, 0.5]", "{from: 4, by: 4, at_most: 24, until: decided}");
  CHECK_THAT(
      power_text(plan, {{}, 0.8, {0.004, 0.004, "given"}}),
      Catch::Contains("At most 24 seeds detect") && Catch::Contains("with looks the power is 0.7"));
}

TEST_CASE("a pilot tells the spread of its metric, and one without results does not") {
  const ScratchFolder folder;
  const SweepDirectory directory(folder.path());
  const Plan plan = small_plan("40", "[0, 0.5]", "4");
  freeze(plan, "small", directory);
  CHECK_THROWS_WITH(spread_of_pilot(directory, plan),
                    Catch::Contains("compares no variants with two seeds each"));
  work(directory, plan, {.name = "test"});
  const SeedSpread spread = spread_of_pilot(directory, plan);
  CHECK(spread.typical > 0);
  CHECK(spread.typical == Approx(spread.largest));
  Plan other = plan;
  other.analysis.set("metric", Value("test.loss"));
  CHECK_THROWS_WITH(spread_of_pilot(directory, other),
                    Catch::Contains("is judged by test.error, and this sweep by test.loss"));
}

}  // namespace regsweep::planned_power_test
