// Options of Slurm: layers, their ranges, what a user must not set, and time limits.
#include "execution/slurm/options.hpp"

#include <fmt/format.h>

#include <catch2/catch.hpp>

#include "sweep/yaml.hpp"

namespace regsweep::options_test {

using Catch::Matchers::Contains;

SlurmOptions options_of(const std::vector<std::string>& layers) {
  std::vector<Value> values;
  for (const std::string& layer : layers) values.push_back(read_yaml(layer, "slurm.yaml"));
  return read_slurm_options(merged_slurm_options(values));
}

TEST_CASE("the last layer wins, and what it does not say stays") {
  const SlurmOptions options =
      options_of({"{partition: low, cpus: 4, time: 60}", "{partition: main}", ""});
  REQUIRE(options.partition == "main");
  REQUIRE(options.cpus == 4);
  REQUIRE(options.time == "60");
  REQUIRE(options.grace == 120);
}

TEST_CASE("merged options can be merged again") {
  const Value merged = merged_slurm_options({read_yaml("{mem: 8G, sbatch: [--exclude=n7]}", "a")});
  REQUIRE(merged_slurm_options({merged}) == merged);
}

TEST_CASE("a mistake in a layer is told at its place") {
  REQUIRE_THROWS_WITH(options_of({"{partiton: low}"}),
                      Contains("slurm.yaml:1:2") && Contains("did you mean 'partition'"));
  REQUIRE_THROWS_WITH(options_of({"{cpus: 0}"}), Contains("cpus"));
}

TEST_CASE("what regsweep sets itself is refused") {
  REQUIRE_THROWS_WITH(options_of({"{sbatch: ['--array=0-7']}"}),
                      Contains("slurm.sbatch has '--array', which regsweep sets itself"));
  for (const char* form : {"--array 0-7", "-a0-7", "-a 0-7", "-d afterok:1"}) {
    INFO(form);
    REQUIRE_THROWS_WITH(options_of({fmt::format("{{sbatch: ['{}']}}", form)}),
                        Contains("which regsweep sets itself"));
  }
  REQUIRE_THROWS_WITH(options_of({"{sbatch: [exclude]}"}), Contains("is no option of sbatch"));
  REQUIRE(options_of({"{sbatch: [--exclude=n7]}"}).sbatch ==
          std::vector<std::string>{"--exclude=n7"});
}

TEST_CASE("a task takes one trial per core unless it is told") {
  REQUIRE(options_of({"{cpus: 3}"}).trials_of_a_task() == 3);
  REQUIRE(options_of({"{cpus: 3, trials_per_task: 7}"}).trials_of_a_task() == 7);
}

TEST_CASE("the grace leaves at least half of a task's time to train in") {
  REQUIRE(options_of({"{time: 1}"}).grace_seconds() == 30);
  REQUIRE(options_of({"{time: 4:00:00, grace: 300}"}).grace_seconds() == 300);
  REQUIRE(options_of({"{}"}).grace_seconds() == 120);
}

}  // namespace regsweep::options_test
