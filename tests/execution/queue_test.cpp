// Reading what Slurm's clients say. The lines are recorded from Slurm 22.05.
#include "execution/slurm/queue.hpp"

#include <catch2/catch.hpp>

namespace regsweep::queue_test {

using Catch::Matchers::Contains;

TEST_CASE("lines of squeue become tasks") {
  const auto tasks = parse_queue(
      "3|2|PENDING|JobArrayTaskLimit||0|1|0:00|abc|\n"
      "3|0|RUNNING|None|n1|3|4|1-00:01:02|abc|\n"
      "9|N/A|PENDING|Dependency||0|1|0:00|abc-finish|\n"
      "slurm_load_jobs error: something\n");
  REQUIRE(tasks.size() == 3);
  REQUIRE(tasks[0].reason == "JobArrayTaskLimit");
  REQUIRE_FALSE(tasks[0].running());
  REQUIRE(tasks[1].running());
  REQUIRE(tasks[1].array == "3");
  REQUIRE(tasks[1].number == "0");
  REQUIRE(tasks[1].nodes == "n1");
  REQUIRE(tasks[1].restarts == 3);
  REQUIRE(tasks[1].cpus == 4);
  REQUIRE(tasks[1].elapsed == "1-00:01:02");
  REQUIRE(tasks[2].name == "abc-finish");
  REQUIRE(parse_queue("").empty());
}

TEST_CASE("a queue in one sentence") {
  REQUIRE(queue_sentence(parse_queue("3|0|RUNNING|None|n1|3|4|0:02|a|\n"
                                     "3|1|PENDING|Resources||0|1|0:00|a|\n"
                                     "3|2|PENDING|Resources||0|1|0:00|a|\n"
                                     "4|N/A|PENDING|Dependency||0|1|0:00|a-finish|\n")) ==
          "1 running (n1 3_0), 2 waiting (Resources), requeued 3 times; the collecting job waits "
          "for them");
  REQUIRE(queue_sentence({}) ==
          "no jobs of this sweep; `regsweep submit` on its directory adds what is missing");
}

TEST_CASE("held tasks are known by their reason") {
  SlurmTask task;
  for (const char* reason : {"JobHeldUser", "JobHeldAdmin", "launch_failed_requeued_held",
                             "launch failed requeued held", "DependencyNeverSatisfied"}) {
    task.reason = reason;
    REQUIRE(task.held());
  }
  REQUIRE_FALSE(task.launch_failed());
  task.reason = "Resources";
  REQUIRE_FALSE(task.held());
  task.reason = "launch_failed_requeued_held";
  REQUIRE(task.launch_failed());
}

TEST_CASE("the largest array is what the cluster says, else Slurm's default") {
  REQUIRE(largest_array("KillWait                = 5 sec\nMaxArraySize            = "
                        "10001\nMaxJobCount = 20000\n") == 10001);
  REQUIRE(largest_array("") == 1001);
}

TEST_CASE("messages lose their prefixes and repetitions, and have a remedy") {
  const std::string message = slurm_message(
      "sbatch: error: invalid partition specified: nope\nallocation failure: Invalid partition "
      "name specified\n");
  REQUIRE(
      message ==
      "invalid partition specified: nope; allocation failure: Invalid partition name specified");
  REQUIRE_THAT(slurm_remedy(message), Contains("--partition"));
  REQUIRE_THAT(slurm_remedy("Invalid account or account/partition combination specified"),
               Contains("--account"));
  REQUIRE_THAT(slurm_remedy("Invalid --time specification"), Contains("--time"));
  REQUIRE_THAT(slurm_remedy("Requested time limit is invalid (missing or exceeds some limit)"),
               Contains("--time"));
  REQUIRE_THAT(slurm_remedy("Unable to contact slurm controller (connect failure)"),
               Contains("again later"));
  REQUIRE_THAT(
      slurm_remedy(
          "Job violates accounting/QOS policy (job submit limit, user's size and/or time limits)"),
      Contains("--trials-per-task"));
  REQUIRE(slurm_message("") == "no reason given");
}

}  // namespace regsweep::queue_test
