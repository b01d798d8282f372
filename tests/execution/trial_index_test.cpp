// The index of trials: remembers what was verified, believes nothing about a file that changed, and
// is done without when it must.
#include "execution/directory/trial_index.hpp"

#include <sys/stat.h>
#include <unistd.h>
#include <catch2/catch.hpp>
#include <cmath>

#include "execution/directory/freeze.hpp"
#include "execution/program.hpp"
#include "execution/worker.hpp"
#include "small_sweep.hpp"

namespace regsweep::trial_index_test {

namespace fs = std::filesystem;

struct Sweep {
  ScratchFolder folder;
  SweepDirectory directory{folder.path()};
  Plan plan = small_plan("20");
  std::string first = plan.trials[0].id;

  Sweep() {
    freeze(plan, "", directory);
    work(directory, plan, {.name = "test"});
  }

  // Looks at every trial with its value, and writes the index.
  void remember() const {
    TrialIndex index(directory, "test.error");
    for (const PlannedTrial& trial : plan.trials) {
      REQUIRE(index.state(trial.id) == FileState::finished);
      index.value(trial.id);
    }
    index.save(1);
  }

  // Overwrites a byte in place and puts the time of modification back, as rotten disks and careless
  // tools do.
  void damage_and_restore_time() const {
    const fs::path file = directory.trial(first);
    const auto time = fs::last_write_time(file);
    std::fstream stream(file, std::ios::in | std::ios::out | std::ios::binary);
    stream.seekp(600).put('\x5a');
    stream.close();
    fs::last_write_time(file, time);
  }
};

TEST_CASE("states and values are those of the files, before and after they are remembered") {
  const Sweep sweep;
  const Group trial = read_trial(sweep.directory.trial(sweep.first));
  const double truth =
      std::get<std::vector<double>>(trial.group("final")->array("test.error")->data).front();
  REQUIRE(TrialIndex(sweep.directory, "test.error").value(sweep.first) == truth);
  sweep.remember();
  REQUIRE(fs::exists(sweep.directory.index()));
  REQUIRE(TrialIndex(sweep.directory, "test.error").value(sweep.first) == truth);
  REQUIRE(TrialIndex(sweep.directory, "test.loss").value(sweep.first) != truth);
  REQUIRE(std::isnan(TrialIndex(sweep.directory, "no.metric").value(sweep.first)));
}

TEST_CASE("what is remembered is not read again") {
  const Sweep sweep;
  sweep.remember();
  TrialIndex index(sweep.directory, "test.error");
  index.learn(sweep.first, 0.37, false, "other");  // known already: the file was read
  REQUIRE(index.value(sweep.first) != 0.37);
  TrialIndex other(sweep.directory, "test.loss");
  REQUIRE(other.state(sweep.first) == FileState::finished);
  other.learn(sweep.first, 0.37, false, "other");
  REQUIRE(other.value(sweep.first) == 0.37);
  REQUIRE_FALSE(other.diverged(sweep.first));
}

TEST_CASE("whether a trial diverged is its status, not a number that is absent") {
  const Sweep sweep;
  const std::string second = sweep.plan.trials[1].id;
  fs::remove(sweep.directory.trial(second));
  Group diverged;
  diverged.set_attribute("id", Value(second));
  diverged.set_attribute("status", Value("diverged"));
  publish_trial(sweep.directory.trial(second), diverged);
  for (int look = 0; look < 2; ++look) {  // in the file, and remembered
    TrialIndex index(sweep.directory, "no.metric");
    REQUIRE(index.state(sweep.first) == FileState::finished);
    REQUIRE_FALSE(index.diverged(sweep.first));
    REQUIRE(std::isnan(index.value(sweep.first)));
    REQUIRE(index.state(second) == FileState::finished);
    REQUIRE(index.diverged(second));
    REQUIRE(std::isnan(index.value(second)));
    index.save(1);
  }
}

TEST_CASE("a file that was changed, replaced or removed is looked at again") {
  const Sweep sweep;
  sweep.remember();
  SECTION("changed in place, with its old time of modification") {
    sweep.damage_and_restore_time();
    REQUIRE(TrialIndex(sweep.directory, "test.error").state(sweep.first) == FileState::damaged);
    REQUIRE_THROWS_AS(TrialIndex(sweep.directory, "test.error").value(sweep.first), DamagedFile);
  }
  SECTION("another trial's file under its name") {
    fs::rename(sweep.directory.trial(sweep.plan.trials[1].id), sweep.directory.trial(sweep.first));
    REQUIRE(TrialIndex(sweep.directory, "test.error").state(sweep.first) == FileState::damaged);
  }
  SECTION("removed") {
    fs::remove(sweep.directory.trial(sweep.first));
    REQUIRE(TrialIndex(sweep.directory, "test.error").state(sweep.first) == FileState::absent);
  }
}

TEST_CASE("a damaged index is none, and one that cannot be written is done without") {
  const Sweep sweep;
  sweep.remember();
  sweep.damage_and_restore_time();
  write_text(sweep.directory.index(), "test.error\n" + sweep.first + " 1 2 3 4 0.5\n");
  REQUIRE(TrialIndex(sweep.directory, "test.error").state(sweep.first) == FileState::damaged);
  fs::remove(sweep.directory.index());
  fs::create_directory(sweep.directory.index());
  TrialIndex index(sweep.directory, "test.error");
  REQUIRE(index.state(sweep.plan.trials[1].id) == FileState::finished);
  REQUIRE_NOTHROW(index.save(1));
}

TEST_CASE("few news are not worth a file") {
  const Sweep sweep;
  TrialIndex index(sweep.directory, "test.error");
  for (const PlannedTrial& trial : sweep.plan.trials) index.value(trial.id);
  index.save();
  REQUIRE_FALSE(fs::exists(sweep.directory.index()));
}

TEST_CASE("the program of a trial is remembered with its value") {
  const Sweep sweep;
  sweep.remember();
  TrialIndex index(sweep.directory, "test.error");
  REQUIRE(index.program(sweep.first) == this_program().id);
}

}  // namespace regsweep::trial_index_test
