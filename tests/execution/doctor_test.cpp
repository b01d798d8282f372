// Diagnosis: every kind of damage is found, repaired where that is safe, and repairing loses no
// finished trial.
#include "execution/doctor.hpp"

#include <fmt/format.h>
#include <catch2/catch.hpp>

#include "execution/collecting.hpp"
#include "execution/directory/checkpoint_file.hpp"
#include "execution/directory/claims.hpp"
#include "execution/directory/failures.hpp"
#include "execution/directory/freeze.hpp"
#include "execution/directory/standing.hpp"
#include "execution/worker.hpp"
#include "results/trial_file.hpp"
#include "small_sweep.hpp"

namespace regsweep::doctor_test {

namespace fs = std::filesystem;

struct Sweep {
  ScratchFolder folder;
  SweepDirectory directory{folder.path()};
  Plan plan = small_plan("20");

  Sweep() {
    freeze(plan, "", directory);
    work(directory, plan, {.name = "test"});
    collect(collect_request(plan, directory), directory.results());
  }

  std::vector<std::string> findings() const {
    std::vector<std::string> all;
    for (const Observation& each : diagnose(plan, directory).observations) {
      all.push_back(fmt::format("{} {}", static_cast<int>(each.finding),
                                each.file.lexically_relative(folder.path()).string()));
    }
    return all;
  }
  std::string found(Finding finding, const std::string& file) const {
    return fmt::format("{} {}", static_cast<int>(finding), file);
  }

  std::vector<std::string> repair_all() const {
    std::vector<std::string> done;
    for (const Observation& each : diagnose(plan, directory).observations) {
      done.push_back(repair(each, plan, directory));
    }
    return done;
  }
};

TEST_CASE("a sound sweep has no findings") {
  const Sweep sweep;
  const Diagnosis diagnosis = diagnose(sweep.plan, sweep.directory);
  REQUIRE(diagnosis.observations.empty());
  REQUIRE(diagnosis.finished == 4);
  REQUIRE(diagnosis.open == 0);
}

TEST_CASE("a damaged trial is moved aside and becomes open") {
  const Sweep sweep;
  const std::string name = sweep.plan.trials[1].id + ".h5";
  fs::resize_file(sweep.directory.trial(sweep.plan.trials[1].id), 700);
  REQUIRE(sweep.findings() == std::vector{sweep.found(Finding::damaged, "trials/" + name)});
  REQUIRE(sweep.repair_all() ==
          std::vector<std::string>{"moved to " + (sweep.folder / "damaged" / name).string()});
  REQUIRE(diagnose(sweep.plan, sweep.directory).open == 1);
  REQUIRE(sweep.findings() == std::vector{sweep.found(Finding::lost, "trials/" + name)});
  REQUIRE(work(sweep.directory, sweep.plan, {.name = "test"}).finished == 1);
  REQUIRE(sweep.findings().empty());
}

TEST_CASE("a damaged file whose trial is in use is left alone") {
  const Sweep sweep;
  fs::resize_file(sweep.directory.trial(sweep.plan.trials[1].id), 700);
  const std::optional<Claim> held =
      Claim::acquire(sweep.directory.claim(sweep.plan.trials[1].id), "other");
  REQUIRE(sweep.repair_all() == std::vector<std::string>{""});
  REQUIRE(fs::exists(sweep.directory.trial(sweep.plan.trials[1].id)));
}

TEST_CASE("what killed processes left is stale, goes away, and nothing else does") {
  const Sweep sweep;
  const std::string first = sweep.plan.trials[0].id;
  write_text(sweep.folder / "trials" / fmt::format(".{}.h5.tmp.4000000.0", first), "half");
  write_text(sweep.folder / "claims" / fmt::format(".{}.host.name.4000000.17.0", first), "");
  write_text(sweep.directory.checkpoint(first), "a checkpoint of a finished trial");
  record_failure(sweep.directory.failure(first), first, "no", 3);
  {
    std::ofstream(sweep.directory.claim(first))
        << R"({"token": "t", "machine": ")" << this_process().machine
        << R"(", "pid": 4000000, "process_start": 17})";
  }
  const Diagnosis diagnosis = diagnose(sweep.plan, sweep.directory);
  REQUIRE(diagnosis.count(Finding::stale) == 5);
  REQUIRE(diagnosis.observations.size() == 5);
  for (const std::string& done : sweep.repair_all()) REQUIRE_FALSE(done.empty());
  REQUIRE(sweep.findings().empty());
  REQUIRE(standing(sweep.plan, sweep.directory).count(TrialState::finished) == 4);
}

TEST_CASE("temporary files of living processes are theirs") {
  const Sweep sweep;
  write_text(sweep.folder / "trials" /
                 fmt::format(".{}.h5.tmp.{}.0", sweep.plan.trials[0].id, this_process().pid),
             "half");
  REQUIRE(sweep.findings().empty());
}

TEST_CASE("files of other plans and of others are foreign and kept") {
  const Sweep sweep;
  const Plan less = small_plan("20", "[0]");
  write_text(sweep.folder / "trials" / "notes.txt", "mine");
  const Diagnosis diagnosis = diagnose(less, sweep.directory);
  REQUIRE(diagnosis.count(Finding::foreign) == 3);
  for (const Observation& each : diagnosis.observations) {
    REQUIRE(repair(each, less, sweep.directory).empty());
    REQUIRE(fs::exists(each.file));
  }
}

TEST_CASE("results that are absent, damaged or behind are collected again") {
  const Sweep sweep;
  SECTION("absent") { REQUIRE(fs::remove(sweep.directory.results())); }
  SECTION("damaged") { REQUIRE_NOTHROW(fs::resize_file(sweep.directory.results(), 999)); }
  SECTION("behind") {
    CollectRequest less = collect_request(sweep.plan, sweep.directory);
    less.trials.resize(3);
    REQUIRE_NOTHROW(collect(less, sweep.directory.results()));
  }
  REQUIRE(sweep.repair_all() == std::vector<std::string>{"collected"});
  REQUIRE(sweep.findings().empty());
}

TEST_CASE("open trials: bad checkpoints and failures are set aside, missing folders are made") {
  const Sweep sweep;
  const std::string first = sweep.plan.trials[0].id, second = sweep.plan.trials[1].id;
  fs::remove(sweep.directory.trial(first));
  fs::remove(sweep.directory.trial(second));
  write_text(sweep.directory.checkpoint(first), "rubbish");
  write_text(sweep.directory.failure(second), "rubbish");
  fs::remove_all(sweep.folder / "logs");
  const Diagnosis diagnosis = diagnose(sweep.plan, sweep.directory);
  REQUIRE(diagnosis.count(Finding::damaged) == 2);
  REQUIRE(diagnosis.count(Finding::missing) == 1);
  REQUIRE(diagnosis.count(Finding::lost) == 2);
  sweep.repair_all();
  REQUIRE(fs::exists(sweep.folder / "damaged" / (first + ".h5")));
  REQUIRE(fs::exists(sweep.folder / "damaged" / (second + ".json")));
  REQUIRE(fs::is_directory(sweep.folder / "logs"));
}

}  // namespace regsweep::doctor_test
