// The cache of datasets: equal maps share one copy, and the budget decides what stays.
#include "execution/datasets.hpp"

#include <unistd.h>
#include <catch2/catch.hpp>

namespace regsweep::datasets_test {

Value moons(std::int64_t train) {
  return dataset_schema().normalize(Value(Map{{"name", "two_moons", {}}, {"train", train, {}}}),
                                    "data");
}

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

TEST_CASE("a dataset that a supervisor shares is not loaded again") {
  DatasetCache supervisor;
  const SharedDatasets shared({moons(100), moons(200), moons(100)});
  REQUIRE(shared.descriptors().size() == 2);  // one per map that differs
  DatasetCache worker;
  for (const int descriptor : shared.descriptors()) worker.adopt(dup(descriptor));
  const auto mapped = worker.get(moons(200));
  REQUIRE(worker.size() == 0);
  REQUIRE(mapped->train.count() == 200);
  REQUIRE(mapped->train.features == supervisor.get(moons(200))->train.features);
  REQUIRE(worker.get(moons(300))->train.count() == 300);  // what is not shared is loaded
}

TEST_CASE(
    "the first dataset is shared whatever its size; what does not fit beside it is left to the "
    "workers") {
  const SharedDatasets shared({moons(100), moons(200)}, 1);
  REQUIRE(shared.descriptors().size() == 1);
  DatasetCache worker;
  REQUIRE_FALSE(worker.is_shared(moons(100)));
  worker.adopt(dup(shared.descriptors()[0]));
  REQUIRE(worker.is_shared(moons(100)));
  REQUIRE_FALSE(worker.is_shared(moons(200)));
  worker.get(moons(200));
  REQUIRE_FALSE(worker.is_shared(moons(200)));  // but this worker's own
}

}  // namespace regsweep::datasets_test
