// The map `seeds` of a sweep whose seeds are added until it is decided. Its mistakes:
// tests/sweep/broken/looks_*.yaml.
#include "sweep/look_options.hpp"

#include <catch2/catch.hpp>

#include "statistics/planned_looks.hpp"
#include "sweep/yaml.hpp"

namespace regsweep::look_options_test {

LookOptions read(const std::string& map) {
  return read_looks(read_yaml("seeds: " + map + "\n", "x.yaml").at("seeds"));
}

TEST_CASE("looks are at from, from + by, ... and at most") {
  const LookOptions options = read("{from: 4, by: 4, at_most: 24, until: decided}");
  CHECK(options.sizes() == std::vector<std::int64_t>{4, 8, 12, 16, 20, 24});
  CHECK(options.spending == LookSpending::obrien_fleming);
  CHECK(read("{from: 3, by: 5, at_most: 10, until: decided}").sizes() ==
        std::vector<std::int64_t>{3, 8, 10});
}

TEST_CASE("options come back from the map that a plan keeps") {
  const LookOptions options =
      read("{from: 3, by: 2, at_most: 9, until: decided, spending: anytime}");
  const LookOptions again = look_options(look_value(options));
  CHECK(again.sizes() == options.sizes());
  CHECK(again.spending == LookSpending::anytime);
  CHECK(spending_word(LookSpending::pocock) == "pocock");
}

TEST_CASE("g depends on the first look and not on how far it goes") {
  const LookOptions few = read("{from: 4, by: 4, at_most: 8, until: decided, spending: anytime}");
  const LookOptions many = read("{from: 4, by: 4, at_most: 80, until: decided, spending: anytime}");
  CHECK(few.anytime_g(0.05) == many.anytime_g(0.05));
  CHECK(few.anytime_g(0.05) == Approx(best_anytime_g(20, 0.05)));
}

}  // namespace regsweep::look_options_test
