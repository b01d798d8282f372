// Collecting: results.h5 is made when something is newer than it, and not otherwise.
#include "execution/collecting.hpp"

#include <catch2/catch.hpp>

#include "execution/directory/failures.hpp"
#include "execution/directory/freeze.hpp"
#include "execution/worker.hpp"
#include "results/trial_file.hpp"
#include "small_sweep.hpp"

namespace regsweep::collecting_test {

// As small as a trial can be: 200 of them are enough for several readers on any machine with
// several cores.
void finish_untrained(const Plan& plan, const SweepDirectory& directory) {
  for (std::size_t i = 0; i < plan.trials.size(); ++i) {
    Group trial;
    trial.set_attribute("status", "done");
    trial.child("final").add_scalar(i % 3 == 0 ? "test.error" : "test.loss",
                                    0.1 * static_cast<double>(i), "1", "a number");
    if (i != 9) publish_trial(directory.trial(plan.trials[i].id), trial);
    if (i == 90) write_text(directory.trial(plan.trials[i].id), "damaged");
  }
}

std::string bytes_of(const std::filesystem::path& file) {
  std::ifstream stream(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(stream), {}};
}

TEST_CASE(
    "results.h5 has the same bytes by one reader and by several, and the report the same words") {
  const ScratchFolder folder;
  const SweepDirectory directory(folder.path());
  const Plan plan = small_plan("40", "[0, 0.5]", "100");
  freeze(plan, "", directory);
  finish_untrained(plan, directory);
  const CollectReport alone = collect(collect_request(plan, directory), folder / "alone.h5");
  const CollectReport several = collect_sweep(plan, directory);
  REQUIRE(bytes_of(directory.results()) == bytes_of(folder / "alone.h5"));
  REQUIRE(several.collected == 198);
  REQUIRE(several.missing == 1);
  REQUIRE(several.damaged == 1);
  REQUIRE(several.problems == alone.problems);
}

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
  const auto later =
      std::filesystem::last_write_time(directory.root() / "trials") + std::chrono::seconds(1);
  std::filesystem::last_write_time(directory.results(), later);
  REQUIRE_FALSE(collect_if_needed(plan, directory).has_value());
  work(directory, plan, {.name = "test"});
  std::filesystem::last_write_time(directory.root() / "trials", later + std::chrono::seconds(1));
  REQUIRE(collect_if_needed(plan, directory)->collected == 4);
}

TEST_CASE("a trial that failed for good is no missing one, and results are collected again then") {
  const ScratchFolder folder;
  const SweepDirectory directory(folder.path());
  const Plan plan = small_plan();
  freeze(plan, "", directory);
  collect_if_needed(plan, directory);
  const auto later =
      std::filesystem::last_write_time(directory.root() / "failures") + std::chrono::seconds(1);
  std::filesystem::last_write_time(directory.results(), later);
  REQUIRE_FALSE(collect_if_needed(plan, directory).has_value());
  for (int attempt = 0; attempt < largest_attempts; ++attempt) {
    record_failure(directory.failure(plan.trials[2].id), plan.trials[2].id, "no memory", 7);
  }
  record_failure(directory.failure(plan.trials[1].id), plan.trials[1].id, "once", 7);
  std::filesystem::last_write_time(directory.root() / "failures", later + std::chrono::seconds(1));
  const std::optional<CollectReport> report = collect_if_needed(plan, directory);
  REQUIRE(report->failed == 1);
  REQUIRE(report->missing == 3);
}

TEST_CASE("every planned trial is asked for, with its settings") {
  const Plan plan = small_plan();
  const CollectRequest request = collect_request(plan, SweepDirectory("there"));
  REQUIRE(request.trials.size() == 4);
  REQUIRE(request.axes == std::vector<std::string>{"dropout.hidden.rate"});
  REQUIRE(request.trials[2].variant == 1);
  REQUIRE(request.trials[2].settings[0].value == Value(0.5));
  REQUIRE(request.trials[3].seed == 1);
  REQUIRE(request.trials[3].file ==
          std::filesystem::path("there/trials") / (plan.trials[3].id + ".h5"));
}

}  // namespace regsweep::collecting_test
