// The table of chosen settings.
#include "execution/display/tuning_table.hpp"

#include <catch2/catch.hpp>

#include "execution/planning.hpp"
#include "small_sweep.hpp"
#include "sweep/growth.hpp"

namespace regsweep::tuning_table_test {

TEST_CASE("the table names each arm's chosen settings, from how many points, and edges") {
  const Plan plan = make_plan(
      read_yaml("sweep: tuned\nbase: {data: two_moons, model: {kind: mlp, hidden: [5]}, optimizer: "
                "{kind: sgd}, training: {steps: 20, batch: 16}}\n"
                "axes: {variants: {none: {}, dropout: {}}}\nseeds: 1\n"
                "tune: {budget: 3, by: validation.error, search: {optimizer.learning_rate: {log: "
                "[0.01, 1]}}, also: {dropout: {dropout.hidden: {uniform: [0.1, 0.8]}}}}\n",
                "tuned.yaml"),
      trial_grammar());
  REQUIRE(tuning_table(plan, Terminal{}).empty());
  const std::optional<Plan> second = next_generation(plan, [&](std::size_t trial) {
    const double error = plan.trials[trial].variant % 3 == 1 ? 0.0625 : 0.5;
    return TrialOutcome{TrialOutcome::End::done,
                        {{"validation.error", error}, {"validation.loss", 1}}};
  });
  const std::string table = tuning_table(*second, Terminal{});
  const Value& chosen = second->growth.at("chosen").list()[1];
  REQUIRE_THAT(table, Catch::Contains("dropout  optimizer.learning_rate " +
                                      chosen.at("values").at("optimizer.learning_rate").shown()));
  REQUIRE_THAT(table, Catch::Contains("2 of 3") && Catch::Contains("0.0625"));
  REQUIRE((table.find("(edge)") != std::string::npos) ==
          (!chosen.at("at_edge").list().empty() ||
           !second->growth.at("chosen").list()[0].at("at_edge").list().empty()));
}

}  // namespace regsweep::tuning_table_test
