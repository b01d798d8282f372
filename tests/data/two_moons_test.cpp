// Two moons: without noise all points lie on the two half circles; with it they spread as told.
#include "temporary_files.hpp"

namespace regsweep::two_moons_test {

using namespace testing;

// Signed distance of a point from the circle that its class lies on.
double distance(const Split& split, std::size_t row) {
  const double x = static_cast<double>(split.features(row, 0)),
               y = static_cast<double>(split.features(row, 1));
  return split.labels[row] == 0 ? std::hypot(x, y) - 1 : std::hypot(x - 1, y - 0.5) - 1;
}

TEST_CASE("two moons without noise are two half circles, in halves of equal size") {
  const Map given{member("name", "two_moons"), member("noise", 0), member("examples", 400),
                  member("validation", 100)};
  const Dataset dataset = load(given);
  require_facts(given, dataset);
  REQUIRE(dataset.test.count() == 1000);
  REQUIRE(label_counts(dataset.test.labels, 2) == std::vector<int>{500, 500});
  for (const Split* split : {&dataset.train, &dataset.validation, &dataset.test}) {
    for (std::size_t row = 0; row < static_cast<std::size_t>(split->count()); ++row) {
      REQUIRE(distance(*split, row) == Approx(0).margin(1e-6));
      if (split->labels[row] == 0) REQUIRE(split->features(row, 1) >= 0);
      if (split->labels[row] == 1) REQUIRE(split->features(row, 1) <= static_cast<real>(0.5));
    }
  }
}

TEST_CASE("the noise of two moons has its deviation, and the seed changes the points") {
  const Dataset dataset =
      load({member("name", "two_moons"), member("noise", 0.05), member("test_examples", 20000)});
  double squares = 0;
  for (std::size_t row = 0; row < 20000; ++row) {
    squares += distance(dataset.test, row) * distance(dataset.test, row);
  }
  REQUIRE(std::sqrt(squares / 20000) == Approx(0.05).epsilon(0.03));
  const Dataset other =
      load({member("name", "two_moons"), member("noise", 0.05), member("seed", 1)});
  REQUIRE((other.train.features != dataset.train.features));
}

TEST_CASE("a larger set of moons contains the smaller one") {
  const Dataset small = load({member("name", "two_moons"), member("test_examples", 10)});
  const Dataset large = load({member("name", "two_moons"), member("test_examples", 500)});
  for (std::size_t i = 0; i < 20; ++i) {
    REQUIRE(small.test.features.data()[i] == large.test.features.data()[i]);
  }
}

}  // namespace regsweep::two_moons_test
