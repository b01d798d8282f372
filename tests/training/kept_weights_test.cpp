// Kept weights: what a trial's file has of them, and the way through a checkpoint.
#include "training/kept_weights.hpp"

#include <catch2/catch.hpp>

#include "models/registry.hpp"
#include "support/small_trial.hpp"

namespace regsweep::kept_weights_test {

using namespace testing;

std::vector<std::string> names(const Group* group) {
  std::vector<std::string> all;
  if (group == nullptr) return all;
  for (const Group& each : group->groups) all.push_back(each.name);
  return all;
}

real first_bias(const Group& step) {
  return std::get<std::vector<real>>(step.array("layers.0.bias")->data).at(0);
}

TEST_CASE("kept weights stand under their step, once, evaluated and trained ones apart") {
  const auto model = make_model(small_trial().at("model"), 3, 3, {});
  const std::size_t size = model->layout().size();
  const BestWeights best{"validation.loss", {4, Flat(size, real(5)), Flat(size, real(6))}};
  const BestWeights none{"validation.loss"};
  Group root;
  write_kept({{4, Flat(size, real(1)), Flat(size, real(2))}, {9, Flat(size, real(3)), {}}}, &none,
             *model, root);
  CHECK(names(root.group("parameters")) == std::vector<std::string>{"step_4", "step_9"});
  CHECK(names(root.group("trained_parameters")) == std::vector<std::string>{"step_4"});
  CHECK(first_bias(*root.group("parameters")->group("step_4")) == 1);
  CHECK(first_bias(*root.group("trained_parameters")->group("step_4")) == 2);
  CHECK(root.group("parameters")->attribute("best_step") == nullptr);
  Group with_best;
  write_kept({{9, Flat(size, real(3)), {}}}, &best, *model, with_best);
  CHECK(names(with_best.group("parameters")) == std::vector<std::string>{"step_4", "step_9"});
  CHECK(with_best.group("parameters")->attribute("best_step")->integer() == 4);
  CHECK(with_best.group("parameters")->attribute("best_by")->text() == "validation.loss");
  Group nothing;
  write_kept({}, nullptr, *model, nothing);
  CHECK(nothing.groups.empty());
}

TEST_CASE("kept weights survive a checkpoint, and others than its own are refused") {
  Group root;
  save_kept("kept", {{0, Flat(7, real(1)), {}}, {8, Flat(7, real(2)), Flat(7, real(3))}}, root);
  const std::vector<KeptWeights> kept = load_kept("kept", 7, 8, root);
  REQUIRE(kept.size() == 2);
  CHECK(kept[0].step == 0);
  CHECK(kept[0].trained.empty());
  CHECK(kept[1].evaluated == Flat(7, real(2)));
  CHECK(kept[1].trained == Flat(7, real(3)));
  CHECK(load_kept("best", 7, 8, root).empty());
  CHECK_THROWS_WITH(load_kept("kept", 7, 7, root), Catch::Contains("out of order"));
  CHECK_THROWS_WITH(load_kept("kept", 6, 8, root), Catch::Contains("does not fit this model"));
  root.child("kept").arrays[2].name = "7.trained";
  CHECK_THROWS_WITH(load_kept("kept", 7, 8, root), Catch::Contains("out of order"));
}

}  // namespace regsweep::kept_weights_test
