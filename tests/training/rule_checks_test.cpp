// Rules that look at activations: what is refused, and that a step is the same however it is
// computed.
#include "training/rule_checks.hpp"

#include <catch2/catch.hpp>
#include <cmath>

#include "support/small_trial.hpp"

namespace regsweep::rule_checks_test {

using namespace testing;

using Changes = std::vector<std::pair<std::string, Value>>;

// A rule at a placement, and more changes of a trial.
Changes rule(const std::string& name, const std::string& at, Changes more = {},
             double rate = 0.37) {
  more.push_back({"regularizers." + name + ".at", Value(at)});
  more.push_back({"regularizers." + name + ".rate", Value(rate)});
  return more;
}

Flat after_a_step(const Value& configuration) {
  Trainer trainer(trial_of(configuration), 2, small_classes());
  REQUIRE(trainer.step());
  return trainer.weights();
}

double distance(const Flat& a, const Flat& b) {
  double sum = 0;
  for (std::size_t i = 0; i < a.size(); ++i) sum += std::pow(static_cast<double>(a[i] - b[i]), 2);
  return std::sqrt(sum);
}

TEST_CASE("rules on activations are refused where there are none to look at") {
  CHECK_THROWS_WITH(small_trial(rule("decov", "hiden")),
                    Catch::Contains("regularizers.decov.at = 'hiden' is no placement whose "
                                    "activations this model shows; did you mean 'hidden'?"));
  CHECK_THROWS_WITH(
      small_trial(rule("slowness", "hidden")),
      Catch::Contains("needs activations with an axis 'time', and this model shows none"));
  CHECK_THROWS_WITH(small_transformer_trial(rule("activation_l2", "attention")),
                    Catch::Contains("is no placement whose activations"));
  CHECK_THROWS_WITH(small_trial(rule("kl_sparsity", "hidden")),
                    Catch::Contains("is for activations between 0 and 1"));
  CHECK_NOTHROW(
      small_trial(rule("kl_sparsity", "hidden", {{"model.activation", Value("sigmoid")}})));
  CHECK_NOTHROW(small_transformer_trial(rule("slowness", "output")));
  CHECK_THROWS_WITH(small_trial(rule("decov", "hidden", {{"training.accumulation", Value(3)}})),
                    Catch::Contains("training.accumulation = 3 computes a batch in parts, but "
                                    "regularizers.decov needs its statistics"));
  CHECK(small_trial(rule("decov", "hidden", {}, 0)) == small_trial());
}

TEST_CASE(
    "a penalty on activations moves the weights, the same way in parts of the batch and in two "
    "passes") {
  const Flat plain = after_a_step(small_trial()),
             whole = after_a_step(small_trial(rule("activation_l2", "hidden")));
  CHECK(distance(plain, whole) > 1e-3);
  CHECK(distance(whole, after_a_step(small_trial(rule("activation_l2", "hidden",
                                                      {{"training.accumulation", Value(3)}})))) <
        1e-6);
  const Changes quiet{{"dropout.hidden", Value(0)}, {"dropout.input", Value(0)}};
  Changes twice = quiet;
  twice.push_back({"regularizers.r_drop", Value(1)});
  CHECK(distance(after_a_step(small_trial(rule("activation_l2", "hidden", quiet))),
                 after_a_step(small_trial(rule("activation_l2", "hidden", twice)))) < 1e-6);
}

TEST_CASE("rules on activations act in training, at the placement that they name") {
  const std::pair<std::string, Value> sigmoid{"model.activation", Value("sigmoid")};
  const std::string plain = digest(trained(small_trial({sigmoid}), 1, small_classes()));
  for (const char* name : {"kl_sparsity", "decov", "activation_l2"}) {
    INFO(name);
    const Group with = trained(small_trial(rule(name, "hidden", {sigmoid})), 1, small_classes());
    CHECK(digest(with) != plain);
    CHECK(digest(with) !=
          digest(trained(small_trial(rule(name, "hidden.1", {sigmoid})), 1, small_classes())));
    CHECK(std::isfinite(final_number(with, "test.loss")));
  }
  const Group slow = trained(small_transformer_trial(rule("slowness", "output")), 1, small_text());
  CHECK(digest(slow) != digest(trained(small_transformer_trial(), 1, small_text())));
  CHECK(std::isfinite(final_number(slow, "validation.loss")));
}

}  // namespace regsweep::rule_checks_test
