// The pool: supervising programs that behave badly. Its good behaviour with real workers is tested
// in tests/cli.
#include "execution/pool.hpp"

#include <fmt/format.h>
#include <sys/stat.h>
#include <catch2/catch.hpp>

#include "execution/directory/freeze.hpp"
#include "execution/process/worker_process.hpp"
#include "small_sweep.hpp"

namespace regsweep::pool_test {

FreeMemory plenty() { return {std::int64_t{1} << 50, "on this machine"}; }

// Runs the small sweep with workers that are this shell script; returns how the pool ended, "exit
// code: sentence".
std::string end_with(
    const SweepDirectory& directory, const std::string& script, int workers,
    const std::function<void(PoolOptions&)>& change = [](PoolOptions&) {}) {
  const Plan plan = small_plan();
  freeze(plan, "", directory);
  const std::filesystem::path program = directory.root() / "worker.sh";
  write_text(program, "#!/bin/sh\n" + script);
  REQUIRE(chmod(program.c_str(), 0755) == 0);
  try {
    PoolOptions options{workers, program.string(), Terminal{}};
    options.free_memory = plenty;
    change(options);
    run_pool(directory, plan, check_and_estimate(plan), options);
  } catch (const Error& error) {
    return fmt::format("{}: {}", static_cast<int>(error.code()), error.what());
  }
  return "0";
}

TEST_CASE("what a worker says about data or storage is the pool's error, with its exit code") {
  const ScratchFolder folder;
  const SweepDirectory directory(folder.path());
  REQUIRE(end_with(directory, "echo 'regsweep: the file mnist is not here' >&2; exit 3\n", 1) ==
          "3: the file mnist is not here");
  REQUIRE(end_with(directory, "exit 3\n", 1) ==
          "3: a worker stopped without a reason; see " + directory.worker_log("1").string());
  REQUIRE_THAT(end_with(directory, "exit 4\n", 1),
               Catch::StartsWith("4: a worker could not write its results, nor the reason into " +
                                 directory.worker_log("1").string()));
}

TEST_CASE("workers that die before they train anything are not started for ever") {
  const ScratchFolder folder;
  const SweepDirectory directory(folder.path());
  REQUIRE(end_with(directory, "kill -SEGV $$\n", 1) ==
          "5: workers died of signal 11 (Segmentation fault) before they trained anything, 4 times "
          "in a row; see " +
              directory.worker_log("1").string());
  REQUIRE(std::filesystem::is_empty(folder / "failures"));
}

TEST_CASE("a program that cannot be executed is a launch error") {
  const ScratchFolder folder;
  const SweepDirectory directory(folder.path());
  const Plan plan = small_plan();
  freeze(plan, "", directory);
  REQUIRE_THROWS_WITH(
      run_pool(directory, plan, check_and_estimate(plan), {1, "/nowhere/regsweep", Terminal{}}),
      "cannot execute /nowhere/regsweep; was the program removed while it ran?");
}

TEST_CASE("workers get one BLAS thread, their name, the directory and a log of their own") {
  const ScratchFolder folder;
  const SweepDirectory directory(folder.path());
  end_with(directory, "echo \"$OPENBLAS_NUM_THREADS $OMP_NUM_THREADS $*\"; exit 4\n", 1);
  std::ifstream log(directory.worker_log("1"));
  std::string line;
  std::getline(log, line);
  REQUIRE(line == fmt::format("1 1 work {} --worker-name 1", folder.path().string()));
}

TEST_CASE("workers get as many BLAS threads as were asked for") {
  const ScratchFolder folder;
  const SweepDirectory directory(folder.path());
  end_with(directory, "echo \"$OPENBLAS_NUM_THREADS $OMP_NUM_THREADS $*\"; exit 4\n", 1,
           [](PoolOptions& options) { options.blas_threads = 3; });
  std::ifstream log(directory.worker_log("1"));
  std::string line;
  std::getline(log, line);
  REQUIRE(line ==
          fmt::format("3 3 work {} --worker-name 1 --blas-threads 3", folder.path().string()));
}

TEST_CASE("there is at least one core") { REQUIRE(available_cores() >= 1); }

TEST_CASE("two workers get the data of the sweep as one piece of memory, one alone does not") {
  const ScratchFolder folder;
  const SweepDirectory directory(folder.path());
  const int workers = GENERATE(1, 2);
  // The second waits until the pool ends it: the one that is looked at may be slow.
  end_with(directory,
           "case \"$*\" in *'--worker-name 2'*) exec sleep 600 ;; esac; "
           "for word in $*; do test $found && head -c 8 /proc/self/fd/$word > /dev/null && "
           "readlink /proc/self/fd/$word; "
           "test $word = --shared-data && found=1 || found=; done; exit 4\n",
           workers);
  std::ifstream log(directory.worker_log("1"));
  std::string line;
  std::getline(log, line);
  REQUIRE(line == (workers == 2 ? "/memfd:regsweep-data (deleted)" : ""));
}

TEST_CASE(
    "there are as many workers as there is memory for beside the data, and they divide the trials "
    "among them") {
  const ScratchFolder folder;
  const SweepDirectory directory(folder.path());
  const WorkersMemory memory = workers_memory(small_plan());
  const int fit = GENERATE(1, 2, 3);
  end_with(directory, "echo \"$*\"; sleep 0.2; exit 4\n", 3, [&](PoolOptions& options) {
    options.free_memory = [&, fit] {
      return FreeMemory{std::max(memory.loading, memory.shared + fit * memory.sharing), "here"};
    };
    options.most_trials = 4;
  });
  for (int worker = 1; worker <= 3; ++worker) {
    const std::filesystem::path log = directory.worker_log(std::to_string(worker));
    REQUIRE(std::filesystem::exists(log) == (worker <= fit));
    if (worker <= fit) {
      REQUIRE_THAT(last_lines(log, 0, 1).at(0) + " ",
                   Catch::Contains(fmt::format(" --trials {} ", (4 + fit - 1) / fit)));
    }
  }
}

}  // namespace regsweep::pool_test
