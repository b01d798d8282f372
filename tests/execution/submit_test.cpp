// What is submitted and with which words. The conversation with a real Slurm is tested in
// tests/cluster.
#include "execution/slurm/submit.hpp"

#include <catch2/catch.hpp>

namespace regsweep::submit_test {

using Words = std::vector<std::string>;

SlurmJob job(std::int64_t trials_per_task) {
  SlurmJob made;
  made.name = "regsweep-a-1";
  made.directory = "/r/a";
  made.options.trials_per_task = trials_per_task;
  return made;
}

SlurmTask task(const std::string& name, const std::string& reason = "Resources") {
  SlurmTask made;
  made.name = name;
  made.reason = reason;
  return made;
}

TEST_CASE("tasks are submitted for trials that none on its way will train") {
  REQUIRE(missing_tasks(job(1), 24, {}) == 24);
  REQUIRE(missing_tasks(job(5), 24, {}) == 5);
  REQUIRE(missing_tasks(job(5), 24, {task("regsweep-a-1"), task("regsweep-a-1")}) == 3);
  REQUIRE(missing_tasks(job(24), 24, {task("regsweep-a-1"), task("regsweep-a-1")}) == 0);
  REQUIRE(missing_tasks(job(1), 0, {}) == 0);
}

TEST_CASE("held tasks, finishing jobs and strangers train nothing") {
  REQUIRE(missing_tasks(job(1), 3,
                        {task("regsweep-a-1", "JobHeldUser"), task("regsweep-a-1-finish"),
                         task("regsweep-b-2")}) == 3);
}

TEST_CASE("the words of sbatch") {
  const std::vector<SlurmArray> arrays{{0, 10, 1, -1}, {10, 5, 1, 0}};
  REQUIRE(array_command(job(1), arrays, 0, 15, {}) ==
          Words{"sbatch", "--parsable", "--array=0-9%1", "/r/a/slurm/tasks.sbatch", "0", "15"});
  REQUIRE(array_command(job(1), arrays, 1, 15, {"37"}) ==
          Words{"sbatch", "--parsable", "--array=0-4%1", "--dependency=afterany:37",
                "/r/a/slurm/tasks.sbatch", "10", "15"});
  REQUIRE(finish_command(job(1), {"37", "38"}) ==
          Words{"sbatch", "--parsable", "--dependency=afterany:37:38", "--kill-on-invalid-dep=yes",
                "/r/a/slurm/finish.sbatch"});
}

TEST_CASE("setup that bash cannot read entry by entry is refused before anything is submitted") {
  SlurmOptions options;
  options.setup = {"module load gcc", "for i in 1 2; do\n  echo $i\ndone"};
  REQUIRE_NOTHROW(check_setup(options));
  options.setup = {"if test -d /data; then"};
  REQUIRE_THROWS_WITH(check_setup(options),
                      Catch::Contains("slurm.setup has 'if test -d /data; then'") &&
                          Catch::Contains("as one entry"));
}

}  // namespace regsweep::submit_test
