// The summary: means and deviations of hand-made numbers, diverged trials counted, order by the
// frozen metric.
#include "execution/display/summary.hpp"

#include <catch2/catch.hpp>
#include <cmath>

#include "execution/collecting.hpp"
#include "execution/directory/freeze.hpp"
#include "execution/worker.hpp"
#include "small_sweep.hpp"

using namespace regsweep;

namespace {

const double nothing = std::nan("");

}  // namespace

TEST_CASE("variants are sorted by the mean of their finished trials") {
  const Plan plan = small_plan("40", "[0, 0.3, 0.5]", "3");
  TrialValues values;
  values.values = {0.5, 0.7, 0.9, 0.1, nothing, 0.3, nothing, nothing, nothing};
  values.finished = {true, true, true, true, true, true, true, false, false};
  const std::vector<VariantSummary> summary = summarize(plan, values);
  REQUIRE(summary[0].variant == 1);
  REQUIRE(summary[0].mean == Approx(0.2));
  REQUIRE(summary[0].deviation == Approx(std::sqrt(0.02)));
  REQUIRE(summary[0].count == 2);
  REQUIRE(summary[0].diverged == 1);
  REQUIRE(summary[1].variant == 0);
  REQUIRE(summary[1].mean == Approx(0.7));
  REQUIRE(summary[1].deviation == Approx(0.2));
  REQUIRE(summary[2].count == 0);
  REQUIRE(summary[2].diverged == 1);
  const std::string table = summary_table(plan, summary, Terminal{}, 2);
  REQUIRE(table.find("test.error") != std::string::npos);
  REQUIRE(table.find("(baseline)") != std::string::npos);
  REQUIRE(table.find("0.2  0.1414  2         1\n") != std::string::npos);
  REQUIRE(table.find("... and 1 more variants") != std::string::npos);
  Plan without_metric = plan;
  without_metric.analysis = Value(Map{});
  REQUIRE(
      summary_table(without_metric, summary, Terminal{}, 2).starts_with("No metric is declared"));
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
  REQUIRE(from_trials.finished == std::vector<bool>{true, true, true, false});
  REQUIRE(from_results.finished == from_trials.finished);
  for (std::size_t i = 0; i < 3; ++i) {
    REQUIRE(std::isfinite(from_trials.values[i]));
    REQUIRE(from_results.values[i] == from_trials.values[i]);
  }
}
