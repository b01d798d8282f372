// Collecting: results.h5 is made when something is newer than it, and not otherwise.
#include "execution/collecting.hpp"

#include <catch2/catch.hpp>

#include "execution/worker.hpp"
#include "small_sweep.hpp"

using namespace regsweep;

TEST_CASE("results are collected when something changed, and only then") {
  const ScratchFolder folder;
  const SweepDirectory directory(folder.path());
  const Plan plan = small_plan();
  freeze(plan, "", directory);
  Plan part = plan;
  part.trials.resize(3);
  work(directory, part, {.name = "test"});
  const std::optional<CollectReport> first = collect_if_needed(plan, directory);
  REQUIRE(first->collected == 3);
  REQUIRE(first->missing == 1);
  const auto later = std::filesystem::last_write_time(directory.root() / "trials") + std::chrono::seconds(1);
  std::filesystem::last_write_time(directory.results(), later);
  REQUIRE_FALSE(collect_if_needed(plan, directory).has_value());
  work(directory, plan, {.name = "test"});
  std::filesystem::last_write_time(directory.root() / "trials", later + std::chrono::seconds(1));
  REQUIRE(collect_if_needed(plan, directory)->collected == 4);
}

TEST_CASE("every planned trial is asked for, with its settings") {
  const Plan plan = small_plan();
  const CollectRequest request = collect_request(plan, SweepDirectory("there"));
  REQUIRE(request.trials.size() == 4);
  REQUIRE(request.axes == std::vector<std::string>{"dropout.hidden.rate"});
  REQUIRE(request.trials[2].variant == 1);
  REQUIRE(request.trials[2].settings[0].value == Value(0.5));
  REQUIRE(request.trials[3].seed == 1);
  REQUIRE(request.trials[3].file == std::filesystem::path("there/trials") / (plan.trials[3].id + ".h5"));
}
