// Retrying: what was given up is open again, what it left is kept, what is in use is left alone.
#include "execution/retrying.hpp"

#include <catch2/catch.hpp>

#include "execution/directory/claims.hpp"
#include "execution/directory/failures.hpp"
#include "execution/directory/freeze.hpp"
#include "execution/directory/programs.hpp"
#include "execution/directory/standing.hpp"
#include "execution/worker.hpp"
#include "results/publish.hpp"
#include "results/trial_file.hpp"
#include "small_sweep.hpp"

namespace regsweep::retrying_test {

namespace fs = std::filesystem;

TEST_CASE("failed trials are opened, those that may still be tried or are in use are left alone") {
  const ScratchFolder folder;
  const SweepDirectory directory(folder.path());
  const Plan plan = small_plan();
  freeze(plan, "", directory);
  for (const std::size_t trial : {0, 1}) {
    for (int attempt = 0; attempt < 3; ++attempt) {
      record_failure(directory.failure(plan.trials[trial].id), plan.trials[trial].id, "no", 7);
    }
  }
  record_failure(directory.failure(plan.trials[2].id), plan.trials[2].id, "once", 0);
  const std::optional<Claim> held = Claim::acquire(directory.claim(plan.trials[1].id), "other");
  const RetryReport report = retry(plan, directory, true, false);
  REQUIRE(report.failed == 1);
  REQUIRE(report.busy == 1);
  REQUIRE(report.diverged == 0);
  REQUIRE_FALSE(read_failure(directory.failure(plan.trials[0].id)).has_value());
  REQUIRE(read_failure(folder / "retried" / (plan.trials[0].id + ".json"))->attempts == 3);
  REQUIRE(read_failure(directory.failure(plan.trials[1].id))->final());
  REQUIRE(read_failure(directory.failure(plan.trials[2].id))->attempts == 1);
  REQUIRE(fs::exists(directory.claim(plan.trials[1].id)));
  REQUIRE_FALSE(fs::exists(directory.claim(plan.trials[0].id)));
}

TEST_CASE("diverged trials are opened only when asked for, and their files are kept") {
  const ScratchFolder folder;
  const SweepDirectory directory(folder.path());
  Plan plan = small_plan("200", "[0, 0.5]", "1");
  plan.variants[1].configuration.find("optimizer")->set("learning_rate", Value(1e30));
  freeze(plan, "", directory);
  REQUIRE(work(directory, plan, {.name = "test"}).diverged == 1);
  REQUIRE(retry(plan, directory, true, false).diverged == 0);
  REQUIRE(retry(plan, directory, false, true).diverged == 1);
  const Standing now = standing(plan, directory);
  REQUIRE(now.states == std::vector<TrialState>{TrialState::finished, TrialState::left});
  REQUIRE(fs::exists(folder / "retried" / (plan.trials[1].id + ".h5")));
}

TEST_CASE("trials of other programs are opened and kept; those of an equal one are left") {
  const ScratchFolder folder;
  const SweepDirectory directory(folder.path());
  const Plan plan = small_plan("10");
  freeze(plan, "", directory);
  work(directory, plan, {.name = "test"});
  const auto give = [&](std::size_t trial, const std::string& id) {
    Group root = read_trial(directory.trial(plan.trials[trial].id));
    root.child("provenance").set_attribute("program", Value(id));
    publish(directory.trial(plan.trials[trial].id), hdf5_image(root));
  };
  give(0, "aaaaaaaaaaaaaaaa");
  give(1, "bbbbbbbbbbbbbbbb");
  give(2, "");
  Program equal;
  equal.id = "bbbbbbbbbbbbbbbb";
  record_equal_programs(directory, equal, this_program(), {"t"});
  REQUIRE(retry_other_programs(plan, directory).of_other_programs == 1);
  REQUIRE(fs::exists(directory.folder(Folder::retried) / (plan.trials[0].id + ".h5")));
  REQUIRE(standing(plan, directory).count(TrialState::finished) == 3);
}

}  // namespace regsweep::retrying_test
