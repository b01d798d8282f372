// What a checkpoint holds, and what it refuses.
#include <catch2/catch.hpp>

#include "support/small_trial.hpp"

using namespace regsweep;
using namespace regsweep::testing;

TEST_CASE("a checkpoint keeps weights and moments of every optimizer") {
  const auto arrays = [](const std::vector<std::pair<std::string, Value>>& changes) {
    std::vector<std::string> names;
    for (const Array& array : Trainer(small_trial(changes), 1, small_classes()).checkpoint().arrays) names.push_back(array.name);
    return names;
  };
  REQUIRE(arrays({{"optimizer.momentum", Value(0.9)}}) == std::vector<std::string>{"weights", "optimizer.velocity"});
  REQUIRE(arrays({{"optimizer.kind", Value("adam")}}) ==
          std::vector<std::string>{"weights", "optimizer.first_moment", "optimizer.second_moment"});
}

TEST_CASE("kept parameters survive a checkpoint") {
  const Value configuration = small_trial({{"training.save_parameters", Value(List{Value(2), Value("last")})}});
  Trainer first(configuration, 1, small_classes()), second(configuration, 1, small_classes());
  first.run([](const Progress& progress) { return progress.step < 4; });
  second.restore(first.checkpoint());
  second.run([](const Progress&) { return true; });
  REQUIRE(digest(second.records()) == digest(trained(configuration, 1, small_classes())));
  REQUIRE(second.records().group("parameters")->groups.size() == 2);
}

TEST_CASE("a damaged checkpoint is refused with a remedy") {
  Trainer trainer(small_trial(), 1, small_classes());
  Group shorter = trainer.checkpoint(), later = trainer.checkpoint();
  shorter.arrays[0].data = std::vector<real>{1, 2, 3};
  REQUIRE_THROWS_WITH(trainer.restore(shorter), Catch::Contains("'weights' does not fit this model; delete the checkpoint"));
  later.set_attribute("step", Value(36));
  REQUIRE_THROWS_WITH(trainer.restore(later), Catch::Contains("step 36 of 35"));
}
