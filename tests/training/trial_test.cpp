// The typed form of a canonical configuration.
#include "training/trial.hpp"

#include <catch2/catch.hpp>

#include "support/small_trial.hpp"

namespace regsweep::trial_test {

using namespace testing;

TEST_CASE("a trial has the options of its configuration") {
  const Trial trial = trial_of(small_trial({{"evaluation.monte_carlo", Value(7)},
                                            {"regularizers.l2", Value(0.25)},
                                            {"training.precision", Value("float32")}}));
  CHECK(trial.training.batch == 16);
  CHECK(trial.training.epochs == 5);
  CHECK(trial.optimizer.learning_rate == 0.1);
  CHECK(trial.evaluation.passes() == 7);
  REQUIRE(trial.noises.size() == 3);
  CHECK(trial.noises.at("input").rate == 0.1);
  CHECK(trial.noises.at("hidden.1").rate == 0.37);
  CHECK(trial.rules.at("l2").at("rate").number() == 0.25);
  CHECK(trial.model.at("kind").text() == "mlp");
}

}  // namespace regsweep::trial_test
