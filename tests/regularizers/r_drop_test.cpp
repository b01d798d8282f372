// R-Drop: the factor that the trainer uses (what it does with it:
// training/rules_in_training_test.cpp).
#include <catch2/catch.hpp>

#include "support/rules.hpp"

using namespace regsweep;

TEST_CASE("r_drop: the bare number is the factor, 0 is absent, negative is refused") {
  CHECK(testing::make_rule("r_drop", Value(1.5))->agreement() == 1.5);
  CHECK(testing::rule_entry("r_drop").off_field == "rate");
  CHECK_THROWS_AS(testing::make_rule("r_drop", Value(-1)), ConfigurationError);
}
