// The summary: means and deviations of hand-made numbers, trials without one counted by status.
#include "execution/display/summary.hpp"

#include <catch2/catch.hpp>
#include <cmath>

#include "execution/collecting.hpp"
#include "execution/directory/freeze.hpp"
#include "execution/worker.hpp"
#include "small_sweep.hpp"

namespace regsweep::summary_test {

const double nothing = std::nan("");

TEST_CASE("variants stand in the order of the plan, and what has no number is counted by status") {
  using enum TrialResult;
  const Plan plan = small_plan("40", "[0, 0.3, 0.5]", "3");
  TrialValues values;
  values.values = {0.5, 0.7, 0.9, 0.1, nothing, 0.3, nothing, nothing, nothing};
  values.results = {done, done, done, done, diverged, done, failed, missing, diverged};
  const std::vector<VariantSummary> summary = summarize(plan, values);
  REQUIRE(summary[0].variant == 0);  // though the second is better
  REQUIRE(summary[0].mean == Approx(0.7));
  REQUIRE(summary[0].deviation == Approx(0.2));
  REQUIRE(summary[1].mean == Approx(0.2));
  REQUIRE(summary[1].deviation == Approx(std::sqrt(0.02)));
  REQUIRE(summary[1].count == 2);
  REQUIRE(summary[1].diverged == 1);
  REQUIRE(summary[2].count == 0);
  REQUIRE(summary[2].diverged == 1);
  REQUIRE(summary[2].failed == 1);
  REQUIRE(summary[2].missing == 1);
  const std::string table = summary_table(plan, summary, Terminal{}, 2);
  REQUIRE(table.find("test.error") != std::string::npos);
  REQUIRE(table.find("(baseline)") != std::string::npos);
  REQUIRE(table.find("0.2  0.1414  2         1       0        0\n") != std::string::npos);
  REQUIRE(table.find("... and 1 more variants") != std::string::npos);
  Plan without_metric = plan;
  without_metric.analysis = Value(Map{});
  REQUIRE(
      summary_table(without_metric, summary, Terminal{}, 2).starts_with("No metric is declared"));
}

TEST_CASE("seeds without spread have no deviation, whatever sums round to") {
  const Plan plan = small_plan("40", "[0, 0.5]", "3");
  TrialValues values;
  values.results.assign(6, TrialResult::done);
  values.values = {0.05, 0.05, 0.05, 0.3, 0.1 + 0.2, 0.3};
  const std::vector<VariantSummary> summary = summarize(plan, values);
  REQUIRE(summary[0].mean == 0.05);
  REQUIRE(summary[0].deviation == 0);
  REQUIRE(summary[1].deviation == 0);
  values.values = {1e-9, 2e-9, 3e-9, 1e8, 1e8 + 1, 1e8 + 2};  // small, but no rounding
  REQUIRE(summarize(plan, values)[0].deviation == Approx(1e-9));
  REQUIRE(summarize(plan, values)[1].deviation == Approx(1));
}

TEST_CASE("folds are no variants: a setting's numbers are those of its folds, over seeds") {
  Plan plan = small_plan("40", "[0, 0.5]", "2");
  const std::vector<Variant> rates = plan.variants;
  plan.variants.clear();
  plan.trials.clear();
  for (int fold = 0; fold < 3; ++fold) {
    for (const Variant& rate : rates) {
      Variant variant = rate;
      variant.label = "index " + std::to_string(fold) + ", " + rate.label;
      variant.settings.push_back({"data.fold.index", Value(fold), {}});
      for (const std::uint32_t seed : plan.seeds) {
        PlannedTrial trial;
        trial.variant = plan.variants.size();
        trial.seed = seed;
        plan.trials.push_back(trial);
      }
      plan.variants.push_back(variant);
    }
  }
  plan.analysis.set("splits", Value("data.fold.index"));
  using enum TrialResult;
  TrialValues values;
  values.results.assign(12, done);
  values.values = {0.1, 0.3, 0.5, 0.7, 0.2, 0.4, 0.9, 0.9, 0.3, 0.5, nothing, 0.8};
  values.results[10] = diverged;
  const std::vector<VariantSummary> summary = summarize(plan, values);
  REQUIRE(summary.size() == 2);
  REQUIRE(summary[0].label == rates[0].label);
  REQUIRE(summary[0].baseline);
  REQUIRE(summary[0].count == 3);  // 0.2, 0.3, 0.4
  REQUIRE(summary[0].mean == Approx(0.3));
  REQUIRE(summary[0].deviation == Approx(0.1));
  REQUIRE(summary[1].variant == 1);
  REQUIRE(summary[1].count == 2);  // 0.6, 0.9; the third fold has a seed that diverged
  REQUIRE(summary[1].mean == Approx(0.75));
  REQUIRE(summary[1].diverged == 1);
  REQUIRE_FALSE(summary[1].baseline);
  const std::string table = summary_table(plan, summary, Terminal{}, 40);
  REQUIRE(table.find("n counts values of data.fold.index; seeds are averaged within each\n") !=
          std::string::npos);
}

TEST_CASE("a trial that is done and has no such number did not diverge") {
  const Plan plan = small_plan("40", "[0, 0.5]", "1");
  const TrialValues values{{TrialResult::done, TrialResult::done}, {nothing, nothing}};
  const std::vector<VariantSummary> summary = summarize(plan, values);
  REQUIRE(summary[0].diverged == 0);
  REQUIRE(summary[0].without == 1);
  const std::string table = summary_table(plan, summary, Terminal{}, 40);
  REQUIRE(table.find("diverged") == std::string::npos);
  REQUIRE(table.find("2 finished trials record no test.error; plan again") != std::string::npos);
}

TEST_CASE("trial files and results.h5 give the same values") {
  const ScratchFolder folder;
  const SweepDirectory directory(folder.path());
  const Plan plan = small_plan();
  freeze(plan, "", directory);
  Plan part = plan;
  part.trials.resize(3);
  work(directory, part, {.name = "test"});
  REQUIRE_FALSE(values_of_results(plan, directory).has_value());
  collect_if_needed(plan, directory);
  const TrialValues from_trials = values_of_trials(plan, directory),
                    from_results = *values_of_results(plan, directory);
  using enum TrialResult;
  REQUIRE(from_trials.results == std::vector<TrialResult>{done, done, done, missing});
  REQUIRE(from_results.results == from_trials.results);
  for (std::size_t i = 0; i < 3; ++i) {
    REQUIRE(std::isfinite(from_trials.values[i]));
    REQUIRE(from_results.values[i] == from_trials.values[i]);
  }
}

}  // namespace regsweep::summary_test
