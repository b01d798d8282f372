// Claims that were added once results were there stay marked; those that were there before do not.
#include "execution/directory/late_claims.hpp"

#include <catch2/catch.hpp>

#include "execution/directory/freeze.hpp"
#include "execution/worker.hpp"
#include "small_sweep.hpp"

namespace regsweep::late_claims_test {

// The small plan with claims of these names.
Plan claiming(const std::vector<std::string>& names) {
  Plan plan = small_plan();
  List claims;
  for (const std::string& name : names) {
    claims.emplace_back(Map{{"name", name, {}}, {"expect", Value(Map{{"of_variant", 0, {}}}), {}}});
  }
  plan.analysis.set("claims", Value(std::move(claims)));
  return plan;
}

// The names of those that are marked.
std::string marked(const Plan& plan) {
  std::string names;
  for (const Value& claim : plan.analysis.at("claims").list()) {
    if (claim.find("added_after_results") != nullptr) names += claim.at("name").text();
  }
  return names;
}

TEST_CASE("a claim is late if results were there, and stays late") {
  const ScratchFolder folder;
  const SweepDirectory directory(folder.path());
  Plan plan = claiming({"a"});
  mark_late_claims(plan, directory);
  REQUIRE(marked(plan).empty());
  freeze(plan, "", directory);
  plan = claiming({"a", "b"});
  mark_late_claims(plan, directory);
  REQUIRE(marked(plan).empty());  // nothing is trained yet
  freeze(plan, "", directory);
  work(directory, plan, {.name = "test"});
  plan = claiming({"a", "b", "c"});
  mark_late_claims(plan, directory);
  REQUIRE(marked(plan) == "c");
  freeze(plan, "", directory);
  for (int again = 0; again < 2; ++again) {
    plan = claiming({"c", "b", "d"});
    mark_late_claims(plan, directory);
    REQUIRE(marked(plan) == "cd");
    REQUIRE(freeze(plan, "", directory).rewritten == (again == 0));
  }
}

TEST_CASE("a plan without claims is left as it is") {
  const ScratchFolder folder;
  Plan plan = small_plan();
  const std::string digest = plan_digest(plan);
  mark_late_claims(plan, SweepDirectory(folder.path()));
  REQUIRE(plan_digest(plan) == digest);
}

}  // namespace regsweep::late_claims_test
