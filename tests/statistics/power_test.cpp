// Power against R's power.t.test and statsmodels' TTestIndPower and TTestPower.
#include "statistics/power.hpp"

#include <catch2/catch.hpp>

namespace regsweep::power_test {

TEST_CASE("power.t.test(n = 20, delta = 1, sd = 1) of R's manual: 0.8689528") {
  // which counts the upper tail alone; the lower one is 2.3e-7
  REQUIRE(power_of_test(1, 20, 0.05, SeedDesign::groups) == Approx(0.8689528).margin(1e-6));
}

TEST_CASE("power of pairs and of few seeds is that of statsmodels") {
  REQUIRE(power_of_test(1.3, 3, 0.05, SeedDesign::pairs) == Approx(0.2580369199).epsilon(1e-7));
  REQUIRE(power_of_test(1.3, 5, 0.00625, SeedDesign::pairs) == Approx(0.1615429946).epsilon(1e-7));
  REQUIRE(power_of_test(0.8, 10, 0.05, SeedDesign::pairs) == Approx(0.6162327635).epsilon(1e-7));
  REQUIRE(power_of_test(0.7, 24, 0.00625, SeedDesign::pairs) == Approx(0.6610131480).epsilon(1e-7));
  REQUIRE(power_of_test(1.3, 3, 0.05, SeedDesign::groups) == Approx(0.2338543542).epsilon(1e-7));
  REQUIRE(power_of_test(1.3, 5, 0.00625, SeedDesign::groups) == Approx(0.1308669663).epsilon(1e-7));
  REQUIRE(power_of_test(0.8, 10, 0.05, SeedDesign::groups) == Approx(0.3950692121).epsilon(1e-7));
  REQUIRE(power_of_test(0.7, 24, 0.00625, SeedDesign::groups) ==
          Approx(0.3418318052).epsilon(1e-7));
}

TEST_CASE("nothing is found with one seed, and a difference of 0 at the level") {
  REQUIRE(power_of_test(3, 1, 0.05, SeedDesign::pairs) == 0);
  REQUIRE(power_of_test(0, 5, 0.05, SeedDesign::pairs) == Approx(0.05).epsilon(1e-10));
  REQUIRE(power_of_test(0, 2, 0.00625, SeedDesign::groups) == Approx(0.00625).epsilon(1e-9));
}

TEST_CASE("seeds that are needed are the fewest with the power") {
  for (const SeedDesign design : {SeedDesign::pairs, SeedDesign::groups}) {
    for (const double effect : {0.3, 1.0, 4.0}) {
      const auto seeds = seeds_to_detect(effect, 0.00625, design, 0.8);
      REQUIRE(seeds);
      REQUIRE(power_of_test(effect, *seeds, 0.00625, design) >= 0.8);
      REQUIRE(power_of_test(effect, *seeds - 1, 0.00625, design) < 0.8);
    }
  }
  REQUIRE_FALSE(seeds_to_detect(0.001, 0.05, SeedDesign::pairs, 0.8));
  REQUIRE_FALSE(seeds_to_detect(0, 0.05, SeedDesign::pairs, 0.8));
}

TEST_CASE("what seeds detect is found with the power") {
  for (const std::int64_t n : {2, 5, 24}) {
    const double effect = detectable_effect(n, 0.05, SeedDesign::pairs, 0.9);
    REQUIRE(power_of_test(effect, n, 0.05, SeedDesign::pairs) == Approx(0.9).epsilon(1e-9));
  }
}

}  // namespace regsweep::power_test
