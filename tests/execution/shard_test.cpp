// Shards: every trial in exactly one, whatever the cluster; helpers see all.
#include "execution/shard.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <map>

#include "core/error.hpp"

namespace regsweep::shard_test {

using Catch::Matchers::Contains;
using Numbers = std::vector<std::size_t>;

std::optional<Shard> shard_in(std::map<std::string, std::string> set) {
  return shard_of_environment(
      [set](const char* name) { return set.contains(name) ? set.at(name).c_str() : nullptr; });
}

void require_shard(const std::optional<Shard>& shard, std::int64_t index, std::int64_t count) {
  REQUIRE(shard);
  REQUIRE(shard->index == index);
  REQUIRE(shard->count == count);
}

TEST_CASE("a shard is written i/n") {
  require_shard(read_shard("3/8"), 3, 8);
  for (const char* wrong : {"8/8", "-1/8", "3", "3/", "a/b", "1/2/3", "0/0"}) {
    REQUIRE_THROWS_AS(read_shard(wrong), ConfigurationError);
  }
  REQUIRE_THROWS_WITH(read_shard("8/8"), Contains("i/n needs 0 <= i < n"));
}

TEST_CASE("every cluster's variables give the same shards") {
  require_shard(shard_in({{"SLURM_ARRAY_TASK_ID", "14"},
                          {"SLURM_ARRAY_TASK_MIN", "10"},
                          {"SLURM_ARRAY_TASK_STEP", "2"},
                          {"SLURM_ARRAY_TASK_COUNT", "5"}}),
                2, 5);
  require_shard(shard_in({{"SGE_TASK_ID", "3"},
                          {"SGE_TASK_FIRST", "1"},
                          {"SGE_TASK_LAST", "7"},
                          {"SGE_TASK_STEPSIZE", "2"}}),
                1, 4);
  require_shard(
      shard_in({{"PBS_ARRAY_INDEX", "3"}, {"REGSWEEP_TASKS", "5"}, {"REGSWEEP_FIRST", "1"}}), 2, 5);
  require_shard(shard_in({{"JOB_COMPLETION_INDEX", "0"}, {"REGSWEEP_TASKS", "5"}}), 0, 5);
  REQUIRE_FALSE(shard_in({}));
  REQUIRE_FALSE(shard_in({{"SGE_TASK_ID", "undefined"}}));
}

TEST_CASE("variables that do not suffice are refused with the remedy") {
  REQUIRE_THROWS_WITH(shard_in({{"PBS_ARRAY_INDEX", "3"}}), Contains("set REGSWEEP_TASKS"));
  REQUIRE_THROWS_WITH(shard_in({{"JOB_COMPLETION_INDEX", "5"}, {"REGSWEEP_TASKS", "5"}}),
                      Contains("gives the shard 5/5"));
  REQUIRE_THROWS_WITH(shard_in({{"SLURM_ARRAY_TASK_ID", "x"}}), Contains("must be an integer"));
}

TEST_CASE("shards share out every trial once") {
  REQUIRE(shard_order(7, Shard{1, 3}, false) == Numbers{1, 4});
  Numbers all;
  for (std::int64_t index = 0; index < 3; ++index) {
    for (const std::size_t number : shard_order(7, Shard{index, 3}, false)) all.push_back(number);
  }
  std::sort(all.begin(), all.end());
  REQUIRE(all == Numbers{0, 1, 2, 3, 4, 5, 6});
}

TEST_CASE("helpers take their own first and then the others from there on") {
  REQUIRE(shard_order(7, Shard{1, 3}, true) == Numbers{1, 4, 2, 3, 5, 6, 0});
  REQUIRE(shard_order(3, std::nullopt, true) == Numbers{0, 1, 2});
  REQUIRE(shard_order(3, Shard{5, 8}, true) == Numbers{0, 1, 2});
  REQUIRE(shard_order(3, Shard{5, 8}, false).empty());
}

}  // namespace regsweep::shard_test
