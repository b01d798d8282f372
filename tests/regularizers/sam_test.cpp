// SAM: the radius that the trainer uses (what it does with it:
// training/rules_in_training_test.cpp).
#include <catch2/catch.hpp>

#include "support/rules.hpp"

using namespace regsweep;

TEST_CASE("sam: the bare number is the radius, 0 is absent, negative is refused") {
  CHECK(testing::make_rule("sam", Value(0.05))->sharpness_radius() == 0.05);
  CHECK(testing::rule_entry("sam").off_field == "radius");
  CHECK_THROWS_AS(testing::make_rule("sam", Value(-0.05)), ConfigurationError);
}
