// The cache of datasets: equal maps share one copy, and the budget decides what stays.
#include "execution/datasets.hpp"

#include <catch2/catch.hpp>

using namespace regsweep;

namespace {

Value moons(std::int64_t train) { return dataset_schema().normalize(Value(Map{{"name", "two_moons", {}}, {"train", train, {}}}), "data"); }

}  // namespace

TEST_CASE("equal maps share one dataset") {
  DatasetCache cache;
  const auto first = cache.get(moons(100));
  REQUIRE(first->train.count() == 100);
  REQUIRE(cache.get(moons(100)) == first);
  REQUIRE(cache.get(moons(200)) != first);
  REQUIRE(cache.size() == 2);
}

TEST_CASE("beyond the budget the least recently used leave, the latest stays") {
  DatasetCache cache(1);
  const auto first = cache.get(moons(100));
  cache.get(moons(200));
  REQUIRE(cache.size() == 1);
  REQUIRE(cache.get(moons(100)) != first);  // loaded again
  REQUIRE(first->train.count() == 100);     // whoever uses it keeps it
}
