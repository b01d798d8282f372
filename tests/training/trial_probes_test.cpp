// Measurements of a trial and its checkpoints. That interruptions change no bit is shown for every
// measurement by the contract test.
#include "training/trial_probes.hpp"

#include <catch2/catch.hpp>

#include "support/small_trial.hpp"

namespace regsweep::trial_probes_test {

using namespace testing;
using Catch::Contains;

Value usage_at(List times) {
  const Value own(Map{{"at", Value(std::move(times)), {}}});
  return checked_probes(Value(Map{{"unit_usage", own, {}}}));
}

TEST_CASE("a checkpoint from before a probe was asked for is refused where its time is past") {
  Trainer plain(trial_of(small_trial()), 2, small_classes());
  plain.run([](const Progress& now) { return now.step < 20; });
  const Group saved = plain.checkpoint();
  Trainer late(trial_of(small_trial(), usage_at({Value(30), Value("last")})), 2, small_classes());
  late.restore(saved);
  CHECK(late.run([](const Progress&) { return true; }) == Outcome::finished);
  Trainer early(trial_of(small_trial(), usage_at({Value(10)})), 2, small_classes());
  CHECK_THROWS_WITH(early.restore(saved),
                    Contains("without the measurement of unit_usage after 10"));
}

TEST_CASE(
    "best: the weights of the lowest validation loss are measured, also after interruptions") {
  const std::vector<std::pair<std::string, Value>> fast{{"optimizer.learning_rate", Value(2.0)}};
  const Value probes = usage_at({Value("best")});
  Trainer whole(trial_of(small_trial(fast), probes), 2, small_classes());
  whole.run([](const Progress&) { return true; });
  const Group records = whole.records();
  const double best = final_number(records, "best.step");
  REQUIRE(best < 35);
  CHECK(*records.group("probes")->group("unit_usage")->attribute("step") ==
        Value(static_cast<std::int64_t>(best)));
  Trainer again(trial_of(small_trial(fast), usage_at({Value(static_cast<int>(best))})), 2,
                small_classes());
  again.run([](const Progress&) { return true; });
  const auto usage = [](const Group& of) {
    return std::get<std::vector<double>>(
        of.group("probes")->group("unit_usage")->array("mean_activation")->data);
  };
  CHECK(usage(records) == usage(again.records()));
  Trainer first(trial_of(small_trial(fast), probes), 2, small_classes());
  first.run([](const Progress& now) { return now.step < 33; });
  Trainer second(trial_of(small_trial(fast), probes), 2, small_classes());
  second.restore(first.checkpoint());
  second.run([](const Progress&) { return true; });
  CHECK(usage(records) == usage(second.records()));
}

TEST_CASE("a trial that diverges has what was measured before, and nothing of its end") {
  const std::vector<std::pair<std::string, Value>> wild{{"optimizer.learning_rate", Value(1e30)}};
  Trainer trainer(trial_of(small_trial(wild), usage_at({Value(0), Value("last")})), 2,
                  small_classes());
  CHECK(trainer.run([](const Progress&) { return true; }) == Outcome::diverged);
  const Group records = trainer.records();
  const Group& usage = *records.group("probes")->group("unit_usage");
  CHECK(std::get<std::vector<std::int64_t>>(usage.array("step")->data) ==
        std::vector<std::int64_t>{0});
}

}  // namespace regsweep::trial_probes_test
