// Core-hours: sums of what sacct and squeue say.
#include "execution/slurm/usage.hpp"

#include <catch2/catch.hpp>

namespace regsweep::usage_test {

const char* const two_running =
    "3|0|RUNNING|None|n1|3|4|1-00:00:30|abc|\n"
    "3|1|RUNNING|None|n2|0|2|10:00|abc|\n"
    "3|2|PENDING|Resources||0|8|0:00|abc|\n";

TEST_CASE("accounted seconds are summed; without a number there is no sum") {
  CHECK(accounted_core_seconds("3600\n120|COMPLETED\n\n7\n") == 3727);
  CHECK(accounted_core_seconds("0\n") == 0);
  CHECK_FALSE(accounted_core_seconds("").has_value());
  CHECK_FALSE(accounted_core_seconds("Slurm accounting storage is disabled\n").has_value());
}

TEST_CASE("only tasks that run count, with all their cores") {
  const auto queue = parse_queue(two_running);
  CHECK(running_cores(queue) == 6);
  CHECK(running_core_seconds(queue) == 4 * 86430 + 2 * 600);
}

TEST_CASE("core-hours in a sentence that says where they come from") {
  const auto queue = parse_queue(two_running);
  CHECK(core_hours_sentence(queue, 45000, 1800) == "core-hours: 12.5 used (sacct), about 3 left");
  CHECK(core_hours_sentence(queue, std::nullopt, -1) ==
        "core-hours: 96.4 used by the tasks that run now (sacct does not tell more)");
  CHECK(core_hours_sentence({}, 45000, 1800) == "core-hours: 12.5 used (sacct)");
  CHECK(core_hours_sentence({}, std::nullopt, 1800) == "");
}

}  // namespace regsweep::usage_test
