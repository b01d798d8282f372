// The worker: same bits whatever interrupts it, trials of others left alone, failures counted,
// damaged files replaced.
#include "execution/worker.hpp"

#include <sys/wait.h>
#include <unistd.h>
#include <catch2/catch.hpp>
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <fstream>

#include "execution/directory/checkpoint_file.hpp"
#include "execution/directory/failures.hpp"
#include "execution/directory/freeze.hpp"
#include "execution/process/stop_signal.hpp"
#include "results/trial_file.hpp"
#include "small_sweep.hpp"

namespace regsweep::worker_test {

namespace fs = std::filesystem;

std::vector<std::string> digests(const Plan& plan, const SweepDirectory& directory) {
  std::vector<std::string> all;
  for (const PlannedTrial& trial : plan.trials) {
    all.push_back(read_trial(directory.trial(trial.id)).attribute("digest")->text());
  }
  return all;
}

std::size_t files_in(const fs::path& folder) {
  return static_cast<std::size_t>(
      std::distance(fs::directory_iterator(folder), fs::directory_iterator()));
}

// A worker in a process of its own, whose output goes nowhere.
pid_t start_worker(const SweepDirectory& directory, const Plan& plan, double checkpoint_seconds) {
  std::fflush(nullptr);  // or the child prints it too
  const pid_t child = fork();
  if (child != 0) return child;
  watch_stop_signals();
  (void)!freopen("/dev/null", "w", stdout);
  _exit(work(directory, plan, {.name = "child", .checkpoint_seconds = checkpoint_seconds}).signal ==
                0
            ? 0
            : 143);
}

int wait_for(pid_t child) {
  int status = 0;
  waitpid(child, &status, 0);
  return WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
}

bool wait_until_exists(const fs::path& folder) {
  for (int i = 0; i < 2000; ++i, usleep(5000)) {
    if (!fs::is_empty(folder)) return true;
  }
  return false;
}

TEST_CASE("a worker finishes everything and leaves no claim, checkpoint or failure") {
  const ScratchFolder folder;
  const SweepDirectory directory(folder.path());
  const Plan plan = small_plan();
  freeze(plan, "", directory);
  const WorkerReport report = work(directory, plan, {.name = "test"});
  REQUIRE(report.finished == 4);
  REQUIRE(report.signal == 0);
  for (const char* name : {"claims", "checkpoints", "failures"}) {
    REQUIRE(files_in(folder.path() / name) == 0);
  }
  const Group trial = read_trial(directory.trial(plan.trials[0].id));
  REQUIRE(trial.attribute("id")->text() == plan.trials[0].id);
  REQUIRE(trial.attribute("format")->text() == "regsweep-trial");
  REQUIRE(trial.attribute("status")->text() == "done");
  REQUIRE(read_yaml(trial.attribute("configuration")->text(), "trial") ==
          plan.variants[0].configuration);
  REQUIRE(trial.group("provenance")->attribute("attempts")->integer() == 1);
  REQUIRE(trial.group("provenance")->attribute("worker")->text() == "test");
  REQUIRE(work(directory, plan, {.name = "test"}).finished == 0);
}

TEST_CASE("stopped by a signal and by kill -9, then resumed: the same digests") {
  const Plan plan = small_plan("60000", "[0.5]", "1");
  const ScratchFolder quiet_folder, folder;
  const SweepDirectory quiet(quiet_folder.path()), directory(folder.path());
  freeze(plan, "", quiet);
  freeze(plan, "", directory);
  REQUIRE(work(quiet, plan, {.name = "quiet"}).finished == 1);

  pid_t child = start_worker(directory, plan, 60);
  REQUIRE(wait_until_exists(folder / "claims"));
  usleep(50000);
  kill(child, SIGTERM);
  REQUIRE(wait_for(child) == 143);
  REQUIRE(files_in(folder / "checkpoints") == 1);
  REQUIRE(files_in(folder / "claims") == 0);
  const FoundCheckpoint first =
      read_checkpoint(directory.checkpoint(plan.trials[0].id), plan.trials[0].id);
  const std::int64_t stopped_at = first.state->attribute("step")->integer();
  REQUIRE(stopped_at > 0);

  child = start_worker(directory, plan, 0.01);
  for (int i = 0; i < 2000; ++i, usleep(2000)) {
    const FoundCheckpoint now =
        read_checkpoint(directory.checkpoint(plan.trials[0].id), plan.trials[0].id);
    if (!now.state || now.state->attribute("step")->integer() > stopped_at) break;
  }
  kill(child, SIGKILL);
  REQUIRE(wait_for(child) == -SIGKILL);
  REQUIRE(files_in(folder / "claims") == 1);  // of the dead

  REQUIRE(work(directory, plan, {.name = "heir"}).finished == 1);
  REQUIRE(digests(plan, directory) == digests(plan, quiet));
  REQUIRE(files_in(folder / "claims") == 0);
}

TEST_CASE("a checkpoint that cannot be used costs time, not the trial") {
  const Plan plan = small_plan("40", "[0.5]", "1");
  const ScratchFolder quiet_folder, folder;
  const SweepDirectory quiet(quiet_folder.path()), directory(folder.path());
  freeze(plan, "", quiet);
  freeze(plan, "", directory);
  work(quiet, plan, {.name = "quiet"});
  if (GENERATE(false, true)) {
    write_text(directory.checkpoint(plan.trials[0].id), "rubbish");
  } else {
    Group of_another_shape;
    of_another_shape.set_attribute("step", Value(3));
    write_checkpoint(directory.checkpoint(plan.trials[0].id), plan.trials[0].id, of_another_shape);
  }
  REQUIRE(work(directory, plan, {.name = "test"}).finished == 1);
  REQUIRE(digests(plan, directory) == digests(plan, quiet));
}

TEST_CASE("trials that others train, or that failed for good, are left alone") {
  const ScratchFolder folder;
  const SweepDirectory directory(folder.path());
  const Plan plan = small_plan();
  freeze(plan, "", directory);
  const std::optional<Claim> held = Claim::acquire(directory.claim(plan.trials[0].id), "other");
  for (int attempt = 0; attempt < 3; ++attempt) {
    record_failure(directory.failure(plan.trials[1].id), plan.trials[1].id, "no", 0);
  }
  REQUIRE(work(directory, plan, {.name = "test"}).finished == 2);
  REQUIRE(trial_state(directory.trial(plan.trials[0].id)) == FileState::absent);
  REQUIRE(trial_state(directory.trial(plan.trials[1].id)) == FileState::absent);
  REQUIRE(read_claim(directory.claim(plan.trials[0].id))->worker == "other");
}

TEST_CASE(
    "a helper leaves the results and the live claims of other shards alone, and takes what nobody "
    "has") {
  const ScratchFolder folder;
  const SweepDirectory directory(folder.path());
  const Plan plan = small_plan();
  freeze(plan, "", directory);
  const auto file = [&](std::size_t trial) { return directory.trial(plan.trials[trial].id); };
  REQUIRE(plan.trials.size() == 4);  // its shard has 0 and 1: the first variant
  std::ofstream(file(2)) << "no result";
  {
    const std::optional<Claim> held = Claim::acquire(directory.claim(plan.trials[3].id), "other");
    const WorkerReport report =
        work(directory, plan, {.name = "test", .shard = Shard{0, 2}, .help_others = true});
    REQUIRE(report.finished == 2);
  }
  REQUIRE(trial_state(file(2)) == FileState::damaged);
  REQUIRE(trial_state(file(3)) == FileState::absent);
  REQUIRE(
      work(directory, plan, {.name = "test", .shard = Shard{0, 2}, .help_others = true}).finished ==
      1);  // the claim is gone
  REQUIRE(work(directory, plan, {.name = "test", .shard = Shard{1, 2}}).finished ==
          1);  // its own shard verifies
  for (std::size_t trial = 0; trial < 4; ++trial) {
    REQUIRE(trial_state(file(trial)) == FileState::finished);
  }
}

TEST_CASE("a sweep that is stopped early has every variant with the first seeds") {
  const ScratchFolder folder;
  const SweepDirectory directory(folder.path());
  const Plan plan = small_plan("10", "[0, 0.3, 0.5]", "[7, 2]");
  freeze(plan, "", directory);
  work(directory, plan, {.name = "test", .most_trials = 4});
  std::vector<bool> finished;
  for (const PlannedTrial& trial : plan.trials) {
    finished.push_back(trial_state(directory.trial(trial.id)) == FileState::finished);
  }
  REQUIRE(finished == std::vector<bool>{true, true, true, false, true, false});
}

TEST_CASE("heartbeats of many shards are slower, but never slower than seconds") {
  REQUIRE(heartbeat_of_shard(std::nullopt) == 0.5);
  REQUIRE(heartbeat_of_shard(Shard{3, 24}) == 0.5);
  REQUIRE(heartbeat_of_shard(Shard{3, 370}) == 1.85);
  REQUIRE(heartbeat_of_shard(Shard{3, 100'000}) == 5);
}

TEST_CASE("an error of a trial is tried three times, recorded, and the others go on") {
  const ScratchFolder folder;
  const SweepDirectory directory(folder.path());
  Plan plan = small_plan();
  freeze(plan, "", directory);
  plan.variants[0].configuration.erase("optimizer");  // what no checked plan contains
  const WorkerReport report = work(directory, plan, {.name = "test"});
  REQUIRE(report.finished == 2);
  REQUIRE(report.failed == 6);
  const std::optional<Failure> failure = read_failure(directory.failure(plan.trials[0].id));
  REQUIRE(failure->final());
  REQUIRE(failure->message.find("no member 'optimizer'") != std::string::npos);
}

TEST_CASE("a trial that diverges is a result") {
  const ScratchFolder folder;
  const SweepDirectory directory(folder.path());
  Plan plan = small_plan("200", "[0]", "1");
  Value* optimizer = plan.variants[0].configuration.find("optimizer");
  optimizer->set("learning_rate", Value(1e30));
  freeze(plan, "", directory);
  const WorkerReport report = work(directory, plan, {.name = "test"});
  REQUIRE(report.finished == 1);
  REQUIRE(report.diverged == 1);
  const Group trial = read_trial(directory.trial(plan.trials[0].id));
  REQUIRE(trial.attribute("status")->text() == "diverged");
  REQUIRE(trial.attribute("diverged_step")->integer() >= 0);
}

TEST_CASE("a damaged trial file is put aside and the trial done again") {
  const ScratchFolder folder;
  const SweepDirectory directory(folder.path());
  const Plan plan = small_plan();
  freeze(plan, "", directory);
  work(directory, plan, {.name = "test"});
  const std::vector<std::string> before = digests(plan, directory);
  const fs::path file = directory.trial(plan.trials[2].id);
  fs::resize_file(file, fs::file_size(file) / 2);
  REQUIRE(work(directory, plan, {.name = "test"}).finished == 1);
  REQUIRE(digests(plan, directory) == before);
  REQUIRE(fs::exists(folder / "damaged" / file.filename()));
}

TEST_CASE(
    "a trial for which memory is missing is left untried, and the worker ends with a sentence") {
  const ScratchFolder folder;
  const SweepDirectory directory(folder.path());
  const Plan plan = small_plan();
  freeze(plan, "", directory);
  WorkerOptions options{.name = "test"};
  options.free_memory = [] { return FreeMemory{-(std::int64_t{1} << 40), "on this machine"}; };
  REQUIRE_THROWS_AS(work(directory, plan, options), LaunchError);
  REQUIRE_THROWS_WITH(
      work(directory, plan, options),
      Catch::Contains("of memory, but 0 MiB are free on this machine; run it where"));
  for (const char* name : {"trials", "claims", "failures"}) {
    REQUIRE(std::filesystem::is_empty(folder.path() / name));
  }
  options.free_memory = free_memory_here;
  REQUIRE(work(directory, plan, options).finished == 4);
}

TEST_CASE("while others of this machine train, a worker waits for their memory") {
  const ScratchFolder folder;
  const SweepDirectory directory(folder.path());
  const Plan plan = small_plan();
  freeze(plan, "", directory);
  const std::optional<Claim> held = Claim::acquire(directory.claim(plan.trials[0].id), "other");
  int looks = 0;
  WorkerOptions options{.name = "test"};
  options.free_memory = [&] {
    return FreeMemory{++looks <= 20 ? -(std::int64_t{1} << 40) : std::int64_t{1} << 40,
                      "on this machine"};
  };
  REQUIRE(work(directory, plan, options).finished ==
          3);  // five rounds of four looks in vain: more than a worker alone would wait
  REQUIRE(read_claim(directory.claim(plan.trials[0].id))->worker == "other");
}

// A clock on which each look takes seconds, and a disk that counts what it was given to keep and is
// full after that.
struct SlowClockAndSmallDisk : Environment {
  double seconds_per_look = 0;
  int files_that_fit = 0;
  mutable int looks = 0;
  mutable int files = 0;

  SlowClockAndSmallDisk(double seconds, int most_files)
      : seconds_per_look(seconds), files_that_fit(most_files) {}
  Time now() const override {
    return Time{} + std::chrono::duration_cast<Time::duration>(
                        std::chrono::duration<double>(++looks * seconds_per_look));
  }
  bool write(int descriptor, std::string_view bytes) const override {
    if (++files > files_that_fit) {
      errno = ENOSPC;
      return false;
    }
    return Environment::write(descriptor, bytes);
  }
};

TEST_CASE("checkpoints are written when their time has come, and never before") {
  const ScratchFolder folder;
  const SweepDirectory directory(folder.path());
  const Plan plan = small_plan("40", "[0.5]", "1");
  freeze(plan, "", directory);
  const SlowClockAndSmallDisk seldom(0.001, 1000);
  WorkerOptions options;
  options.name = "test";
  options.checkpoint_seconds = 60;
  options.environment = &seldom;
  REQUIRE(work(directory, plan, options).finished == 1);
  REQUIRE(seldom.files == 1);  // the result alone
  fs::remove(directory.trial(plan.trials[0].id));
  const SlowClockAndSmallDisk often(61, 1000);
  options.environment = &often;
  REQUIRE(work(directory, plan, options).finished == 1);
  REQUIRE(often.files > 30);  // nearly every step had one
}

TEST_CASE(
    "a disk that is full ends the worker with the cause, and the trial goes on from its last "
    "checkpoint") {
  const ScratchFolder folder;
  const SweepDirectory directory(folder.path());
  const Plan plan = small_plan("40", "[0.5]", "1");
  const std::string& id = plan.trials[0].id;
  freeze(plan, "", directory);
  const SlowClockAndSmallDisk full(61, 5);
  WorkerOptions options;
  options.name = "test";
  options.checkpoint_seconds = 60;
  options.environment = &full;
  REQUIRE_THROWS_WITH(work(directory, plan, options), Catch::Contains("the disk is full"));
  REQUIRE(read_checkpoint(directory.checkpoint(id), id).state.has_value());
  REQUIRE_FALSE(fs::exists(directory.trial(id)));
  REQUIRE_FALSE(fs::exists(directory.claim(id)));
  REQUIRE(work(directory, plan, {.name = "test"}).finished == 1);
}

}  // namespace regsweep::worker_test
