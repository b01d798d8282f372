// What people read of seeds until it is decided.
#include "execution/display/looks_table.hpp"

#include <catch2/catch.hpp>
#include <cmath>

#include "execution/planning.hpp"
#include "small_sweep.hpp"
#include "sweep/growth.hpp"

namespace regsweep::looks_table_test {

Plan looked_at(const std::string& more = "") {
  return make_plan(
      read_yaml(
          "sweep: rounds\nbase: {data: two_moons, model: {kind: mlp, hidden: [5]}, optimizer: "
          "{kind: sgd, learning_rate: 0.1}, training: {steps: 20, batch: 16}}\n"
          "axes: {dropout.hidden: [0, 0.3]}\n"
          "seeds: {from: 4, by: 4, at_most: 24, until: decided" +
              more + "}\nanalysis: {metric: test.error}\n",
          "rounds.yaml"),
      trial_grammar());
}

Plan after(const Plan& plan, double difference) {
  return *next_generation(plan, [&](std::size_t trial) {
    const PlannedTrial& planned = plan.trials[trial];
    const double noise = 0.001 * std::sin(3 * planned.seed + planned.variant);
    const double error = 0.25 + difference * static_cast<double>(planned.variant) + noise;
    return TrialOutcome{TrialOutcome::End::done, {{"test.error", error}}};
  });
}

TEST_CASE("a plan tells its looks, their levels, and the seeds that are expected") {
  const std::string text = planned_looks_text(looked_at(), Terminal{});
  CHECK_THAT(text, Catch::Contains("each of 1 comparison at 0.05 (obrien_fleming spending)"));
  CHECK_THAT(text, Catch::Contains("0.00021") && Catch::Contains("0.041"));
  // Brownian motion with these bounds; 23.826 by the definition of the levels
  CHECK_THAT(text, Catch::Contains("23.8 where nothing differs"));
  CHECK_THAT(text, Catch::Contains("at most 24"));
  CHECK_THAT(planned_looks_text(looked_at(", spending: anytime"), Terminal{}),
             Catch::Contains("hold at any look"));
  CHECK(looks_sentence(looked_at()) == "then rounds of 4 seeds, up to 24, for what is not decided");
}

TEST_CASE("a look is told with the interval of each comparison, and the end with its verdicts") {
  const Plan open = after(looked_at(), 0);
  CHECK_THAT(decisions_text(open, Terminal{}),
             Catch::StartsWith("Towards look 2 of 6 (8 seeds): 0 of 1 comparison decided\n") &&
                 Catch::Contains("hidden 0.3 against hidden 0") && Catch::Contains("open"));
  const Plan over = after(after(looked_at(), 0.1), 0.1);
  CHECK_THAT(decisions_text(over, Terminal{}),
             Catch::StartsWith("Ended at look 2 of 6 (8 seeds): 1 of 1 comparison decided\n") &&
                 Catch::Contains("worse") && Catch::Contains("[0.09"));
  CHECK(looks_sentence(over) == "1 of 1 comparison decided");
}

}  // namespace regsweep::looks_table_test
