// Generations as files: who freezes the next one, who follows it, and what does no harm. With the
// tuned comparison of two arms on two moons.
#include "execution/directory/generations.hpp"

#include <catch2/catch.hpp>
#include <fstream>
#include <iterator>

#include "execution/collecting.hpp"
#include "execution/directory/failures.hpp"
#include "execution/directory/freeze.hpp"
#include "execution/directory/standing.hpp"
#include "execution/display/summary.hpp"
#include "execution/display/tracker.hpp"
#include "execution/doctor.hpp"
#include "execution/retrying.hpp"
#include "execution/worker.hpp"
#include "results/publish.hpp"
#include "results/trial_file.hpp"
#include "small_sweep.hpp"

namespace regsweep::generations_test {

namespace fs = std::filesystem;

std::string bytes_of(const fs::path& file) {
  std::ifstream stream(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(stream), {}};
}

Plan tuned_plan(const std::string& budget = "2", const std::string& seeds = "2") {
  return make_plan(
      read_yaml("sweep: tuned\nbase:\n  data: {name: two_moons, train: 100, validation: 50, test: "
                "50}\n  model: {kind: mlp, hidden: [5]}\n  optimizer: {kind: sgd}\n"
                "  training: {steps: 20, batch: 16}\n"
                "axes: {variants: {none: {}, dropout: {}}}\n"
                "tune:\n  budget: " +
                    budget +
                    "\n  seeds: 1\n  by: validation.error\n"
                    "  search: {optimizer.learning_rate: {log: [0.01, 1]}}\n"
                    "  also: {dropout: {dropout.hidden: {uniform: [0.1, 0.8]}}}\n"
                    "seeds: " +
                    seeds + "\nanalysis: {metric: test.error, baseline: {variants: none}}\n",
                "tuned.yaml"),
      trial_grammar());
}

bool all_finished(const SweepDirectory& directory) {
  const Plan plan = directory.read_plan();
  const Standing now = standing(plan, directory);
  return now.count(TrialState::finished) == static_cast<std::int64_t>(plan.trials.size());
}

TEST_CASE("a worker trains both stages of a tuned comparison; the chain is in numbered files") {
  const ScratchFolder folder;
  const SweepDirectory directory(folder.path());
  const Plan plan = tuned_plan();
  freeze(plan, "tuned", directory);
  REQUIRE(bytes_of(folder / "plan.0.json") == bytes_of(folder / "plan.json"));
  work(directory, plan, {.name = "test"});
  REQUIRE(all_finished(directory));
  const Plan second = directory.read_plan();
  REQUIRE(second.generation == 1);
  REQUIRE(second.trials.size() == 4 + 2 * 2);
  REQUIRE(second.previous == plan_digest(plan));
  REQUIRE(bytes_of(folder / "plan.1.json") == bytes_of(folder / "plan.json"));
}

TEST_CASE("a trial that chose settings is opened with what was chosen; it is made again the same") {
  const ScratchFolder folder;
  const SweepDirectory directory(folder.path());
  const Plan plan = tuned_plan();
  freeze(plan, "tuned", directory);
  work(directory, plan, {.name = "test"});
  const std::string second = bytes_of(folder / "plan.1.json");
  const auto open = [&](std::size_t trial) {  // as one that another program made
    const Plan newest = directory.read_plan();
    const fs::path file = directory.trial(newest.trials[trial].id);
    Group root = read_trial(file);
    root.child("provenance").set_attribute("program", Value("aaaaaaaaaaaaaaaa"));
    publish(file, hdf5_image(root));
    return retry_other_programs(newest, directory);
  };
  const RetryReport judging = open(4);
  REQUIRE(judging.of_other_programs == 1);
  REQUIRE(judging.generations == 0);
  const RetryReport tuning = open(0);
  REQUIRE(tuning.of_other_programs == 1);
  REQUIRE(tuning.generations == 1);
  REQUIRE(directory.read_plan().generation == 0);
  REQUIRE(bytes_of(folder / "retried" / "plan.1.json") == second);
  work(directory, plan, {.name = "test"});
  REQUIRE(bytes_of(folder / "plan.1.json") == second);
  REQUIRE(bytes_of(folder / "plan.json") == second);
  REQUIRE(all_finished(directory));
}

TEST_CASE("what is collected of a tuned comparison is its second stage, its points stand apart") {
  const ScratchFolder folder;
  const SweepDirectory directory(folder.path());
  const Plan plan = tuned_plan();
  freeze(plan, "tuned", directory);
  work(directory, plan, {.name = "test"});
  const Plan second = directory.read_plan();
  const CollectReport report = collect_sweep(second, directory);
  REQUIRE(report.collected == 4);
  REQUIRE(report.tuning == 4);
  REQUIRE(report.tuned == 4);
  const Group root = read_tree(directory.results());
  REQUIRE(root.array("trial_id")->shape == std::vector<std::int64_t>{4});
  REQUIRE(root.group("tuning")->array("trial_id")->shape == std::vector<std::int64_t>{4});
  REQUIRE(diagnose(second, directory).observations.empty());
  REQUIRE_NOTHROW(fs::remove(directory.trial(plan.trials.front().id)));
  REQUIRE(diagnose(second, directory).count(Finding::lost) == 1);
}

TEST_CASE("nobody sees test numbers while settings are chosen") {
  const ScratchFolder folder;
  const SweepDirectory directory(folder.path());
  const Plan plan = tuned_plan();
  freeze(plan, "tuned", directory);
  const PlanCosts costs = costs_or_equal(plan);
  Tracker tracker(directory, plan, costs);
  work(directory, plan, {.name = "test", .grows = false});
  REQUIRE(tracker.update().size() == plan.trials.size());
  REQUIRE_THAT(tracker.sentence_of(0), Catch::Contains("validation.") && !Catch::Contains("test."));
  const Group first = read_trial(directory.trial(plan.trials[0].id));
  const std::string by = plan.growth.at("by").text();
  const double number =
      std::get<std::vector<double>>(first.group("final")->array(by)->data).front();
  const TrialValues values = values_of_trials(plan, directory);
  REQUIRE(values.values.front() == number);
  const std::string table = summary_table(plan, summarize(plan, values), Terminal{}, 40);
  REQUIRE_THAT(table, Catch::Contains(by) && !Catch::Contains("test."));
  collect_sweep(plan, directory);
  REQUIRE_FALSE(values_of_results(plan, directory).has_value());  // it has no row of those
  const Plan second = *grow(directory, plan).next;
  REQUIRE(shown_metric(second) == "test.error");
  REQUIRE(shown_metric(second, second.variants.front()) == by);
}

TEST_CASE("whoever freezes a generation writes the same bytes, and a slow one does no harm") {
  const ScratchFolder folder;
  const SweepDirectory directory(folder.path());
  const Plan plan = tuned_plan();
  freeze(plan, "tuned", directory);
  work(directory, plan, {.name = "test", .grows = false});
  REQUIRE_FALSE(fs::exists(folder / "plan.1.json"));
  REQUIRE(grow(directory, plan).next);
  const std::string first = bytes_of(folder / "plan.1.json");
  const std::string frozen = bytes_of(folder / "plan.0.json");
  fs::remove(folder / "plan.1.json");
  publish(directory.plan_file(), frozen);
  REQUIRE(plan_text(*grow(directory, plan).next) == first);
  REQUIRE(bytes_of(folder / "plan.1.json") == first);
  publish(directory.plan_file(), frozen);  // as one that froze the first and fell asleep
  REQUIRE(directory.read_plan().generation == 1);
  REQUIRE(PlanWatch(directory, plan).replaced().empty());
}

TEST_CASE("plan.json that a dying worker left a generation behind is renewed by the next one") {
  const ScratchFolder folder;
  const SweepDirectory directory(folder.path());
  freeze(tuned_plan(), "tuned", directory);
  work(directory, tuned_plan(), {.name = "test"});
  publish(directory.plan_file(), bytes_of(folder / "plan.0.json"));
  work(directory, directory.read_plan(), {.name = "test"});
  REQUIRE(bytes_of(folder / "plan.json") == bytes_of(folder / "plan.1.json"));
}

TEST_CASE("freezing the same sweep again finds its newest generation; another budget begins anew") {
  const ScratchFolder folder;
  const SweepDirectory directory(folder.path());
  freeze(tuned_plan(), "tuned", directory);
  work(directory, tuned_plan(), {.name = "test"});
  const std::string before = bytes_of(folder / "plan.json");
  const FreezeReport again = freeze(tuned_plan(), "tuned", directory);
  REQUIRE_FALSE(again.rewritten);
  REQUIRE(again.grown);
  REQUIRE(again.grown->generation == 1);
  REQUIRE(bytes_of(folder / "plan.json") == before);

  const FreezeReport larger = freeze(tuned_plan("3"), "larger", directory);
  REQUIRE(larger.rewritten);
  REQUIRE_FALSE(larger.grown);
  REQUIRE(larger.there == 4);
  REQUIRE(larger.orphans.empty());
  REQUIRE(bytes_of(larger.previous_plan) == before);
  REQUIRE(directory.read_plan().generation == 0);
  work(directory, tuned_plan("3"), {.name = "test"});
  REQUIRE(all_finished(directory));
  REQUIRE(directory.read_plan().generation == 1);
}

TEST_CASE("more seeds of the second stage keep all that was tuned") {
  const ScratchFolder folder;
  const SweepDirectory directory(folder.path());
  freeze(tuned_plan(), "tuned", directory);
  work(directory, tuned_plan(), {.name = "test"});
  const FreezeReport more = freeze(tuned_plan("2", "3"), "more", directory);
  REQUIRE(more.there == 4);
  const Growth growth = grow(directory, tuned_plan("2", "3"));
  REQUIRE(growth.next);
  REQUIRE(growth.next->trials.size() == 4 + 2 * 3);
  REQUIRE(standing(*growth.next, directory).count(TrialState::left) == 2);
}

TEST_CASE("nothing grows while trials are open, and a point that failed for good is the worst") {
  const ScratchFolder folder;
  const SweepDirectory directory(folder.path());
  const Plan plan = tuned_plan();
  freeze(plan, "tuned", directory);
  REQUIRE(grow(directory, plan).open);
  work(directory, plan, {.name = "test", .most_trials = 3, .grows = false});
  REQUIRE(grow(directory, plan).open);
  REQUIRE_FALSE(grow(directory, plan).next);
  const PlannedTrial& last = plan.trials.back();
  for (std::int64_t i = 0; i < largest_attempts; ++i) {
    record_failure(directory.failure(last.id), last.id, "no luck", 3);
  }
  const Growth growth = grow(directory, plan);
  REQUIRE(growth.next);
  REQUIRE(growth.next->growth.at("chosen").list()[1].at("variant") != Value());
  REQUIRE(growth.next->growth.at("chosen").list()[1].at("point") == Value(0));
}

TEST_CASE("another plan in the directory is not written over by a generation of this one") {
  const ScratchFolder folder;
  const SweepDirectory directory(folder.path());
  const Plan plan = tuned_plan();
  freeze(plan, "tuned", directory);
  work(directory, plan, {.name = "test", .grows = false});
  freeze(small_plan(), "small", directory);
  const Growth growth = grow(directory, plan);
  REQUIRE_FALSE(growth.next);
  REQUIRE_FALSE(growth.open);
  REQUIRE(directory.read_plan().sweep == "small");
}

TEST_CASE("seeds until it is decided: rounds as files, and more of them keep what was trained") {
  const ScratchFolder folder;
  const SweepDirectory directory(folder.path());
  const auto plan_up_to = [](const std::string& most) {
    return small_plan("20", "[0, 0.5]", "{from: 2, by: 2, at_most: " + most + ", until: decided}");
  };
  freeze(plan_up_to("4"), "rounds", directory);
  work(directory, plan_up_to("4"), {.name = "test"});
  REQUIRE(all_finished(directory));
  const Plan last = directory.read_plan();
  REQUIRE(last.growth.at("looks").at("finished") == Value(true));
  REQUIRE(last.trials.size() == 8);

  const FreezeReport more = freeze(plan_up_to("6"), "more", directory);
  REQUIRE(more.rewritten);
  REQUIRE(more.analysis_changed);
  REQUIRE(more.kept == 4);
  REQUIRE(more.dropped == 0);  // a later generation may want them, and does
  work(directory, plan_up_to("6"), {.name = "test"});
  REQUIRE(directory.read_plan().trials.size() == 12);
  REQUIRE(all_finished(directory));
}

}  // namespace regsweep::generations_test
