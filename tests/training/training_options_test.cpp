// The map `training`: lengths in epochs and steps.
#include <catch2/catch.hpp>

#include "support/small_trial.hpp"
#include "tensor/bf16_products.hpp"
#include "training/configuration.hpp"

namespace regsweep::training_options_test {

TrainingOptions options(Map map) {
  return read_training(training_schema().normalize(Value(std::move(map)), "training"));
}

TEST_CASE("epochs are whole numbers of batches, the last one maybe smaller") {
  const TrainingOptions five = options({{"epochs", Value(5), {}}, {"batch", Value(128), {}}});
  REQUIRE(five.steps_per_epoch(60000) == 469);
  REQUIRE(five.total_steps(60000) == 2345);
  REQUIRE(five.evaluation_interval(60000) == 469);
  REQUIRE(options({{"epochs", Value(0.5), {}}, {"batch", Value(10), {}}}).total_steps(100) == 5);
  REQUIRE(options({{"epochs", Value(1), {}}, {"batch", Value(1000), {}}}).total_steps(100) == 1);
}

TEST_CASE("training given in steps is evaluated twenty times unless told otherwise") {
  REQUIRE(options({{"steps", Value(5000), {}}}).evaluation_interval(60000) == 250);
  REQUIRE(options({{"steps", Value(7), {}}}).evaluation_interval(60000) == 1);
  REQUIRE(options({{"steps", Value(5000), {}}, {"evaluate_every", Value(30), {}}})
              .evaluation_interval(60000) == 30);
}

TEST_CASE("parameters to save are numbers of steps and the words last and best") {
  const TrainingOptions saved =
      options({{"steps", Value(9), {}},
               {"save_parameters", Value(List{Value(0), Value(4), Value("last")}), {}}});
  REQUIRE(saved.save_parameters == std::vector<std::int64_t>{0, 4});
  REQUIRE(saved.save_last);
  REQUIRE_FALSE(saved.save_best);
  const TrainingOptions best =
      options({{"steps", Value(9), {}}, {"save_parameters", Value("best"), {}}});
  REQUIRE(best.save_best);
  REQUIRE_FALSE(best.save_last);
  REQUIRE(options({{"steps", Value(9), {}}, {"save_parameters", Value("last"), {}}}).save_last);
}

TEST_CASE("a training without length is refused") {
  REQUIRE_THROWS_WITH(options({}),
                      "training has no length; add epochs: <number> or steps: <integer>");
  REQUIRE_THROWS_WITH(options({{"epochs", Value(0), {}}}),
                      "training.epochs = 0 violates epochs > 0; give a number with epochs > 0");
}

TEST_CASE(
    "precision: the usual one is no part of a configuration; bf16 is, where it can be computed, "
    "and trains") {
  const Value usual = training_schema().normalize(
      Value(Map{{"steps", Value(9), {}}, {"precision", Value("float32"), {}}}), "training");
  REQUIRE(usual == training_schema().normalize(Value(Map{{"steps", Value(9), {}}}), "training"));
  const Map half{{"steps", Value(9), {}}, {"precision", Value("bf16"), {}}};
  if (!bf16_obstacle().empty()) {
    REQUIRE_THROWS_WITH(
        options(half),
        Catch::Contains("training.precision = 'bf16' cannot be computed here: " + bf16_obstacle()));
    return;
  }
  REQUIRE(options(half).precision == Precision::bf16);
  const auto loss = [](const char* precision) {
    const Value configuration = testing::small_trial(
        {{"training.precision", Value(precision)}, {"training.epochs", Value(20)}});
    return testing::final_number(testing::trained(configuration, 2, testing::small_classes()),
                                 "train.loss");
  };
  REQUIRE(loss("bf16") != loss("float32"));
  REQUIRE(loss("bf16") == loss("bf16"));
  REQUIRE(loss("bf16") == Approx(loss("float32")).epsilon(0.05));
}

}  // namespace regsweep::training_options_test
