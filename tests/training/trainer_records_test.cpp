// What a checkpoint holds, and what it refuses.
#include <catch2/catch.hpp>
#include <functional>
#include <limits>

#include "support/small_trial.hpp"

namespace regsweep::trainer_records_test {

using namespace testing;

TEST_CASE("a checkpoint keeps weights and moments of every optimizer") {
  const auto arrays = [](const std::vector<std::pair<std::string, Value>>& changes) {
    std::vector<std::string> names;
    for (const Array& array :
         Trainer(trial_of(small_trial(changes)), 1, small_classes()).checkpoint().arrays) {
      names.push_back(array.name);
    }
    return names;
  };
  REQUIRE(arrays({{"optimizer.momentum", Value(0.9)}}) ==
          std::vector<std::string>{"weights", "optimizer.velocity"});
  REQUIRE(arrays({{"optimizer.kind", Value("adam")}}) ==
          std::vector<std::string>{"weights", "optimizer.first_moment", "optimizer.second_moment"});
}

TEST_CASE("kept parameters survive a checkpoint") {
  const Value configuration =
      small_trial({{"training.save_parameters", Value(List{Value(2), Value("last")})}});
  Trainer first(trial_of(configuration), 1, small_classes()),
      second(trial_of(configuration), 1, small_classes());
  first.run([](const Progress& progress) { return progress.step < 4; });
  second.restore(first.checkpoint());
  second.run([](const Progress&) { return true; });
  REQUIRE(digest(second.records()) == digest(trained(configuration, 1, small_classes())));
  REQUIRE(second.records().group("parameters")->groups.size() == 2);
}

TEST_CASE("a damaged checkpoint is refused with a remedy") {
  Trainer trainer(trial_of(small_trial()), 1, small_classes());
  Group shorter = trainer.checkpoint(), later = trainer.checkpoint();
  shorter.arrays[0].data = std::vector<real>{1, 2, 3};
  REQUIRE_THROWS_WITH(trainer.restore(shorter),
                      Catch::Contains("'weights' does not fit this model; delete the checkpoint"));
  later.set_attribute("step", Value(36));
  REQUIRE_THROWS_WITH(trainer.restore(later),
                      Catch::Contains("'step' is 36, not a count of 0 to 35"));
}

TEST_CASE("a checkpoint whose content is not a trainer's is refused before it is believed") {
  const Value configuration =
      small_trial({{"training.save_parameters", Value(List{Value(0), Value(2)})}});
  Trainer trainer(trial_of(configuration), 1, small_classes());
  trainer.run([](const Progress& progress) { return progress.step < 9; });
  const Group whole = trainer.checkpoint();
  const auto refused = [&](const std::function<void(Group&)>& edit, const std::string& sentence) {
    Group edited = whole;
    edit(edited);
    REQUIRE_THROWS_WITH(trainer.restore(edited), Catch::Contains(sentence));
  };
  const double none = std::numeric_limits<double>::quiet_NaN();
  refused([&](Group& root) { root.set_attribute("step", Value(none)); },
          "'step' is nan, not a count");
  refused([&](Group& root) { root.set_attribute("noisy_steps", Value(10)); },
          "'noisy_steps' is 10, not a count of 0 to 9");
  refused([&](Group& root) { root.set_attribute("noisy_steps", Value()); },
          "'noisy_steps' is null");
  refused([](Group& root) { root.child("history").arrays[4].data = std::vector<double>{0.5}; },
          "history has gaps");
  refused([](Group& root) { root.child("history").arrays[0].data = std::vector<std::int64_t>{}; },
          "history has gaps");
  refused([](Group& root) { root.child("provenance").arrays[0].data = std::vector<double>{}; },
          "history has gaps");
  for (const char* name : {"2", "02", "x", "10", "-1", "99999999999999999999"}) {
    refused([&](Group& root) { root.child("kept").arrays[0].name = name; },
            "kept parameters are out of order");
  }
  REQUIRE_NOTHROW(trainer.restore(whole));
}

}  // namespace regsweep::trainer_records_test
