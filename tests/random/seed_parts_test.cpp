// The seeds of the sources of randomness in one number.
#include "random/seed_parts.hpp"

#include <catch2/catch.hpp>

namespace regsweep::seed_parts_test {

TEST_CASE("a seed has those of initial weights, order and masks in its digits") {
  REQUIRE(seed_of_parts({7, 20, 300}) == 300'020'007);
  const SeedParts parts = parts_of_seed(300'020'007);
  REQUIRE(parts.initialization == 7);
  REQUIRE(parts.order == 20);
  REQUIRE(parts.masks == 300);
  REQUIRE(parts_of_seed(seed_of_parts({999, 999, 999})).masks == 999);
}

}  // namespace regsweep::seed_parts_test
