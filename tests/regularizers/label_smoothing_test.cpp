// Label smoothing: values, and that rows stay distributions.
#include <catch2/catch.hpp>

#include "support/rules.hpp"

namespace regsweep::label_smoothing_test {

using namespace testing;

TEST_CASE("label smoothing spreads its share over all classes, the true one included") {
  Matrix targets(std::array<std::size_t, 2>{2, 4}, real(0));
  targets(0, 1) = 1;
  targets(1, 3) = 1;
  const auto rule = make_rule("label_smoothing", 0.2);
  CHECK(rule->changes_targets());
  rule->soften(targets);
  CHECK(static_cast<double>(targets(0, 1)) == Approx(0.85));
  CHECK(static_cast<double>(targets(0, 0)) == Approx(0.05));
  CHECK(static_cast<double>(targets(1, 3)) == Approx(0.85));
  CHECK(static_cast<double>(targets(1, 1)) == Approx(0.05));
}

TEST_CASE("soft targets stay distributions, also when they were soft before") {
  Matrix targets(std::array<std::size_t, 2>{1, 3}, real(0));
  targets(0, 0) = real(0.7);
  targets(0, 2) = real(0.3);
  for (const double rate : {0.1, 0.37, 0.9}) {
    make_rule("label_smoothing", rate)->soften(targets);
    double sum = 0;
    for (const real each : targets) {
      CHECK(each >= 0);
      sum += static_cast<double>(each);
    }
    CHECK(sum == Approx(1).epsilon(1e-6));
  }
}

TEST_CASE("label smoothing refuses to forget the label") {
  CHECK_THROWS_WITH(make_rule("label_smoothing", 1),
                    "regularizers.label_smoothing.rate = 1 violates 0 <= rate < 1; give a number "
                    "with 0 <= rate < 1");
}

}  // namespace regsweep::label_smoothing_test
