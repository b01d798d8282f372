// The tracker: news once, claims of the living, and how much of the work is done.
#include "execution/display/tracker.hpp"

#include <catch2/catch.hpp>

#include "execution/directory/failures.hpp"
#include "execution/directory/freeze.hpp"
#include "execution/worker.hpp"
#include "small_sweep.hpp"

namespace regsweep::tracker_test {

TEST_CASE("what finishes or fails for good is told once") {
  const ScratchFolder folder;
  const SweepDirectory directory(folder.path());
  const Plan plan = small_plan();
  const PlanCosts costs = check_and_estimate(plan);
  freeze(plan, "", directory);
  Tracker tracker(directory, plan, costs);
  REQUIRE(tracker.update().empty());
  REQUIRE(tracker.open() == 4);

  Plan first = plan;
  first.trials.resize(1);
  work(directory, first, {.name = "test"});
  for (int attempt = 0; attempt < 3; ++attempt) {
    record_failure(directory.failure(plan.trials[3].id), plan.trials[3].id, "bad luck", 0);
  }
  REQUIRE(tracker.update() == std::vector<std::size_t>{0, 3});
  REQUIRE(tracker.update().empty());
  REQUIRE(tracker.open() == 2);
  REQUIRE(tracker.sentence_of(3) == "[" + plan.variants[1].label + "] seed 1 failed: bad luck");
  REQUIRE(tracker.sentence_of(0).find("seed 0: test.error 0.") != std::string::npos);
  const ProgressState state = tracker.state();
  REQUIRE(state.done == 2);
  REQUIRE(state.failed == 1);
  REQUIRE(state.fraction == Approx(0.5));
}

TEST_CASE("a trial under way counts as far as it is") {
  const ScratchFolder folder;
  const SweepDirectory directory(folder.path());
  const Plan plan = small_plan();
  const PlanCosts costs = check_and_estimate(plan);
  freeze(plan, "", directory);
  Tracker tracker(directory, plan, costs);
  std::optional<Claim> claim = Claim::acquire(directory.claim(plan.trials[2].id), "7");
  claim->heartbeat({10, 40, 1.5, 6, 0.7});
  tracker.update();
  REQUIRE(tracker.claims().size() == 1);
  REQUIRE(tracker.state().fraction == Approx(1.0 / 16));
  const WorkerLine line = tracker.line_of(tracker.claims()[0], "7");
  REQUIRE(line.label == plan.variants[1].label);
  REQUIRE(line.seed == 0);
  REQUIRE(line.fraction == 0.25);
  REQUIRE(line.epoch == 1.5);
}

}  // namespace regsweep::tracker_test
