// Seeds by source: which seeds a layout has. How a trial takes them apart is tested in
// training/trainer_test.cpp, that plans do so in execution/planning_test.cpp.
#include "sweep/seed_sources.hpp"

#include <algorithm>
#include <catch2/catch.hpp>

#include "sweep/yaml.hpp"

namespace regsweep::seed_sources_test {

using Catch::Matchers::Contains;

SeedSources sources_of(const std::string& map) {
  return read_seed_sources(read_yaml(map, "sources.yaml"));
}

TEST_CASE("crossed seeds are all combinations") {
  const std::vector<std::uint32_t> seeds =
      sources_of("{initialization: 2, order: 3, masks: 4}").seeds();
  REQUIRE(seeds.size() == 24);
  REQUIRE(seeds.front() == 0);
  REQUIRE(seeds[5] == 2'001);
  REQUIRE(seeds.back() == 3'002'001);
  REQUIRE(std::ranges::is_sorted(seeds));
}

TEST_CASE("one at a time: in each trial at most one source differs from the first") {
  const auto layout = "{initialization: 2, order: 3, masks: 4, layout: one_at_a_time}";
  REQUIRE(sources_of(layout).seeds() ==
          std::vector<std::uint32_t>{0, 1, 1'000, 2'000, 1'000'000, 2'000'000, 3'000'000});
  REQUIRE(sources_of("{initialization: 3, masks: 2, layout: one_at_a_time}").seeds() ==
          std::vector<std::uint32_t>{0, 1, 2, 1'000'000});
  REQUIRE(sources_of("{initialization: 900, order: 900, layout: one_at_a_time}").seeds().size() ==
          1'799);
}

TEST_CASE("a map is one of sources when it names one") {
  REQUIRE(names_seed_sources(read_yaml("{order: 3}", "x.yaml")));
  REQUIRE_FALSE(names_seed_sources(read_yaml("{from: 4, by: 4, at_most: 8}", "x.yaml")));
}

TEST_CASE("what is no map of sources says what to write") {
  REQUIRE_THROWS_WITH(sources_of("{order: 1}"), Contains("has 1 combinations"));
  REQUIRE_THROWS_WITH(sources_of("{order: 3, mask: 2}"), Contains("did you mean 'masks'"));
  REQUIRE_THROWS_WITH(sources_of("{order: 1000, masks: 1000}"), Contains("1,000,000 combinations"));
}

}  // namespace regsweep::seed_sources_test
