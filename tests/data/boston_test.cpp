// Boston: published moments of the target, standardisation.
#include "real_sets.hpp"

namespace regsweep::boston_test {

using namespace testing;

TEST_CASE("Boston has the published mean price, and its first row") {
  if (!is_here("boston")) return;
  const Map given{member("name", "boston"), member("test", 0), member("standardise", false)};
  const Dataset dataset = load(given);
  require_facts(given, dataset);
  REQUIRE(dataset.train.count() == 506);
  REQUIRE(moments(dataset.train.targets).mean == Approx(22.532806).margin(1e-4));
  REQUIRE(moments(dataset.train.targets).deviation == Approx(9.188012).margin(1e-4));
  bool first_row = false;
  for (std::size_t row = 0; row < 506; ++row) {
    first_row |= dataset.train.features(row, 0) == static_cast<real>(0.00632) &&
                 dataset.train.features(row, 12) == static_cast<real>(4.98) &&
                 dataset.train.targets(row, 0) == 24;
  }
  REQUIRE(first_row);
}

TEST_CASE("a standardised Boston says how to return to 1000 dollars") {
  if (!is_here("boston")) return;
  const Dataset dataset = load({member("name", "boston")});
  REQUIRE(moments(dataset.train.targets).deviation == Approx(1).epsilon(1e-5));
  REQUIRE((dataset.target_scale > 8 && dataset.target_scale < 10.5));
  REQUIRE(dataset.test.count() == 101);
}

}  // namespace regsweep::boston_test
