// Claims in a plan: settings become variants, an axis becomes its values, and no trial changes.
#include "sweep/claim_variants.hpp"

#include <catch2/catch.hpp>

#include "fake_grammar.hpp"

namespace regsweep::claim_variants_test {

const std::string swept =
    "axes: {dropout.hidden: [0.5, 0, 0.2], model.bias: [true, false]}\nseeds: 2\n";

Plan plan_with(const std::string& expect) {
  return fake::plan(swept + "claims: [{name: a, says: b, expect: {metric: test.error, " + expect +
                    "}}]\n");
}

// `expect` of the only claim, as far as the plan added to it.
std::string added(const std::string& expect, const std::string& key) {
  return plan_with(expect).analysis.at("claims").list().front().at("expect").at(key).shown();
}

TEST_CASE("claims are frozen with the plan and part of no trial") {
  const Plan without = fake::plan(swept);
  const Plan with = plan_with("rises_along: dropout.hidden, where: {model.bias: true}, step: 1");
  CHECK(without.analysis.find("claims") == nullptr);
  REQUIRE(with.trials.size() == without.trials.size());
  for (std::size_t i = 0; i < with.trials.size(); ++i) {
    CHECK(with.trials[i].id == without.trials[i].id);
  }
  CHECK(plan_digest(with) != plan_digest(without));
  CHECK(read_plan(plan_text(with), "plan.json").analysis == with.analysis);
}

TEST_CASE("settings and labels pick one variant each") {
  const std::string none = "of: {dropout.hidden: 0, model.bias: false}";
  CHECK(added(none + ", value: 1, tolerance: 1", "of_variant") == "3");
  CHECK(added("of: 'hidden 0.2, bias true', against: {dropout.hidden: 0.5, model.bias: true}, "
              "is: lower",
              "against_variant") == "0");
  CHECK(added("order: ['hidden 0.2, bias true', {dropout.hidden: 0, model.bias: true}]",
              "order_variants") == "[4, 2]");
  CHECK_THROWS_WITH(plan_with("of: {dropout.hidden: 0}, value: 1, tolerance: 1"),
                    Catch::Contains("picks 2 variants"));
  CHECK_THROWS_WITH(
      plan_with("of: {dropout.hidden: 0.3, model.bias: true}, value: 1, tolerance: 1"),
      Catch::Contains("matches nothing"));
  CHECK_THROWS_WITH(plan_with("of: 'hidden 0.2, bias tru', value: 1, tolerance: 1"),
                    Catch::Contains("did you mean 'hidden 0.2, bias true'?"));
}

TEST_CASE("an axis is read in the order of its values") {
  CHECK(added("lowest_along: dropout.hidden, within: [0.1, 0.3], where: {model.bias: true}",
              "along_variants") == "[[0, 2], [0.2, 4], [0.5, 0]]");
  CHECK_THROWS_WITH(plan_with("rises_along: dropout.hidden"),
                    Catch::Contains("several variants have 0.5 there"));
  CHECK_THROWS_WITH(plan_with("rises_along: data.train"), Catch::Contains("no axis of the sweep"));
}

TEST_CASE("claims of arms become those of the variants of their chosen settings") {
  const Value arms = read_yaml(
      "[{name: a, expect: {of: x, against: y, of_arm: 1, against_arm: 0}}, {name: b, expect: "
      "{order_arms: [2, 0]}}, {name: c, expect: {along_arms: [[0.1, 0], [0.5, 2]]}}]",
      "f");
  const Value variants = claims_of_variants(arms, {Value(7), Value(3), Value(7)});
  CHECK(variants.shown() ==
        "[{name: a, expect: {of: x, against: y, of_variant: 3, against_variant: 7}}, {name: b, "
        "expect: {order_variants: [7, 7]}}, {name: c, expect: {along_variants: [[0.1, 7], [0.5, "
        "7]]}}]");
  CHECK(claim_as_written(arms.list().front()) == claim_as_written(variants.list().front()));
}

TEST_CASE("words have no order to look along") {
  CHECK_THROWS_WITH(
      fake::plan(
          "axes: {variants: {a: {}, b: {data.train: 7}}}\nseeds: 1\nclaims: [{name: a, says: "
          "b, expect: {metric: test.error, rises_along: variants}}]\n"),
      Catch::Contains("compare the variants with order instead"));
}

}  // namespace regsweep::claim_variants_test
