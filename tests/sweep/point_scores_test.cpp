// What points of a tuned comparison are ranked by.
#include "sweep/point_scores.hpp"

#include <catch2/catch.hpp>
#include <cmath>

#include "tuned_grammar.hpp"

namespace regsweep::point_scores_test {

// Replicates of variant v have v and v + 1; the second replicate of variant 2 diverged.
TrialOutcomes outcomes_of(const Plan& plan, const std::string& metric) {
  return [&plan, metric](std::size_t index) {
    const PlannedTrial& trial = plan.trials[index];
    const bool is_second = trial.seed % 2 == 1;
    const double value = static_cast<double>(trial.variant) + (is_second ? 1 : 0);
    if (trial.variant == 2 && is_second) return TrialOutcome{TrialOutcome::End::diverged};
    return TrialOutcome{TrialOutcome::End::done, {{metric, value}, {"validation.loss", -value}}};
  };
}

TEST_CASE("a point's score is the mean over its replicates, the worst if one diverged") {
  const Plan plan = fake::tuned_plan();
  const TrialOutcomes outcomes = outcomes_of(plan, "validation.error");
  const PointScores scores(plan, outcomes);
  REQUIRE(scores.of(0).value == 0.5);
  REQUIRE(scores.of(0).loss == -0.5);
  REQUIRE(scores.as_metric(scores.of(1)) == 1.5);
  REQUIRE(scores.of(0) < scores.of(1));
  REQUIRE(scores.of(5) < scores.of(2));
  REQUIRE(std::isinf(scores.of(2).value));
}

TEST_CASE("where higher is better the score is turned round; equal ones are told by the loss") {
  const Plan plan = fake::tuned_plan("", "validation.likelihood");
  const TrialOutcomes outcomes = outcomes_of(plan, "validation.likelihood");
  const PointScores scores(plan, outcomes);
  REQUIRE(scores.of(1) < scores.of(0));
  REQUIRE(scores.as_metric(scores.of(1)) == 1.5);
  REQUIRE(PointScore{1, 2} < PointScore{1, 3});
}

}  // namespace regsweep::point_scores_test
