// Standing: which state the files say a trial has.
#include "execution/directory/standing.hpp"

#include <catch2/catch.hpp>
#include <optional>

#include "execution/directory/claims.hpp"
#include "execution/directory/failures.hpp"
#include "execution/directory/freeze.hpp"
#include "execution/worker.hpp"
#include "small_sweep.hpp"

namespace regsweep::standing_test {

namespace fs = std::filesystem;

TEST_CASE("files decide the state of a trial") {
  const ScratchFolder folder;
  const SweepDirectory directory(folder.path());
  const Plan plan = small_plan("20", "[0, 0.3, 0.5]", "2");
  freeze(plan, "", directory);
  REQUIRE(standing(plan, directory).count(TrialState::left) == 6);

  Plan first = plan;
  first.trials.resize(2);
  work(directory, first, {.name = "test"});
  for (int attempt = 0; attempt < 3; ++attempt) {
    record_failure(directory.failure(plan.trials[2].id), plan.trials[2].id, "no", 0);
  }
  record_failure(directory.failure(plan.trials[3].id), plan.trials[3].id, "once only", 0);
  const std::optional<Claim> claim = Claim::acquire(directory.claim(plan.trials[4].id), "test");
  const Standing now = standing(plan, directory);
  REQUIRE(now.states == std::vector<TrialState>{TrialState::finished, TrialState::finished,
                                                TrialState::failed, TrialState::left,
                                                TrialState::running, TrialState::left});
  REQUIRE(now.damaged == 0);

  fs::resize_file(directory.trial(plan.trials[0].id), 1000);
  REQUIRE(standing(plan, directory).states[0] == TrialState::left);
  REQUIRE(standing(plan, directory).damaged == 1);
}

}  // namespace regsweep::standing_test
