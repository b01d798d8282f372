// Growth: the chain of generations, by a rule that adds a seed as long as a trial did not diverge.
#include "sweep/growth.hpp"

#include <catch2/catch.hpp>

#include "fake_grammar.hpp"
#include "sweep/identity.hpp"

namespace regsweep::growth_test {

Plan first_plan() {
  Plan plan = make_plan(read_yaml("sweep: grows\nbase:\n  data: {name: moons}\n  model: {kind: "
                                  "mlp}\naxes: {dropout.hidden: [0, 0.37]}\nseeds: 2\n",
                                  "grows.yaml"),
                        fake::grammar());
  plan.growth = Value(Map{{"rule", "one_more_seed", {}}});
  return plan;
}

std::optional<Plan> one_more_seed(const Plan& plan, const TrialOutcomes& outcomes) {
  if (outcomes(plan.trials.size() - 1).end != TrialOutcome::End::done) return std::nullopt;
  Plan next = plan;
  const std::uint32_t seed = next.trials.back().seed + 1;
  next.trials.push_back({trial_id(plan.variants[0].configuration, seed), 0, seed});
  return next;
}

const GrowthRules rules{{"one_more_seed", one_more_seed}};

TrialOutcome done(std::size_t) { return {TrialOutcome::End::done, {}}; }
TrialOutcome diverged(std::size_t) { return {TrialOutcome::End::diverged, {}}; }

TEST_CASE("generations are numbered and name the digest of the one before") {
  const Plan first = first_plan();
  const std::optional<Plan> second = next_generation(first, done, rules);
  REQUIRE(second);
  REQUIRE(second->generation == 1);
  REQUIRE(second->previous == plan_digest(first));
  REQUIRE(second->trials.size() == first.trials.size() + 1);
  REQUIRE(extends(*second, first));
  REQUIRE_FALSE(extends(first, *second));
  REQUIRE_FALSE(extends(*second, *second));
  const std::optional<Plan> third = next_generation(*second, done, rules);
  REQUIRE(extends(*third, first));
  REQUIRE(plan_text(*third) == plan_text(*next_generation(*second, done, rules)));
}

TEST_CASE("a generation comes back from its text, and a plan without growth has no word of it") {
  const Plan second = *next_generation(first_plan(), done, rules);
  const Plan read = read_plan(plan_text(second), "plan.json");
  REQUIRE(read.generation == 1);
  REQUIRE(read.previous == second.previous);
  REQUIRE(read.growth == second.growth);
  Plan plain = first_plan();
  plain.growth = Value();
  REQUIRE(plan_text(plain).find("generation") == std::string::npos);
  REQUIRE_FALSE(next_generation(plain, done, rules));
}

TEST_CASE("the rule decides when a plan is whole; a rule that is not known is an error") {
  REQUIRE_FALSE(next_generation(first_plan(), diverged, rules));
  Plan plan = first_plan();
  plan.growth.set("rule", "one_more_sed");
  REQUIRE_THROWS_WITH(next_generation(plan, done, rules),
                      "the plan of grows goes on by the rule 'one_more_sed', which this program "
                      "does not know (did you mean 'one_more_seed'?); use the program that froze "
                      "the plan");
}

TEST_CASE("a plan with other trials is no generation of this one") {
  const Plan first = first_plan();
  Plan other = *next_generation(first, done, rules);
  other.trials.front().id = other.trials.back().id;
  REQUIRE_FALSE(extends(other, first));
}

}  // namespace regsweep::growth_test
