// Removing nothing is the evaluation, removing everything leaves what biases say; areas.
#include "probes/measurements/ablation_curve.hpp"

#include <catch2/catch.hpp>
#include <cmath>

#include "support/small_trial.hpp"

namespace regsweep::ablation_curve_test {

using namespace testing;

std::vector<double> numbers(const Group& records, const std::string& name) {
  const Array* array = records.group("probes")->group("ablation_curve")->array(name);
  REQUIRE(array != nullptr);
  return std::get<std::vector<double>>(array->data);
}

TEST_CASE("shares of units are rounded, and areas are mean heights") {
  CHECK(removed_count(0, 9) == 0);
  CHECK(removed_count(0.5, 9) == 5);
  CHECK(removed_count(0.05, 9) == 0);
  CHECK(removed_count(1, 9) == 9);
  CHECK(mean_height({0, 0.5, 1}, {0, 1, 1}) == Approx(0.75));
  CHECK(mean_height({0.2, 0.4}, {3, 3}) == Approx(3));
  CHECK(std::isnan(mean_height({0.5}, {1})));
}

TEST_CASE("without any removed unit stands the evaluation, without all of them the biases alone") {
  const Value options(Map{{"fractions", Value(List{0.0, 0.3, 1.0}), {}}, {"draws", 3, {}}});
  const Value probes = checked_probes(Value(Map{{"ablation_curve", options, {}}}));
  Trainer trainer(trial_of(small_trial(), probes), 2, small_classes());
  trainer.run([](const Progress&) { return true; });
  const Group records = trainer.records();
  const double loss = final_number(records, "validation.loss");
  const double error = final_number(records, "validation.error");
  for (const char* kind : {"", "rescaled_", "importance_"}) {
    INFO(kind);
    const std::vector<double> losses = numbers(records, std::string(kind) + "loss"),
                              errors = numbers(records, std::string(kind) + "error");
    CHECK(losses.at(0) == Approx(loss).epsilon(1e-12));
    CHECK(losses.at(3) == Approx(loss).epsilon(1e-12));
    CHECK(errors.at(0) == Approx(error));
  }
  // The last hidden layer gone: softmax of the output's biases for every example.
  const ParameterInfo& bias = *trainer.model().layout().find("layers.2.bias");
  const real* b = data(trainer.weights(), bias);
  double sum = 0;
  for (int k = 0; k < 3; ++k) sum += std::exp(static_cast<double>(b[k]));
  const double normalizer = std::log(sum);
  double expected = 0;
  const auto classes = small_classes();
  for (const std::int32_t label : classes->validation.labels) {
    expected += (normalizer - static_cast<double>(b[label])) / 50;
  }
  CHECK(numbers(records, "loss").at(5) == Approx(expected).epsilon(1e-5));
  CHECK(numbers(records, "importance_loss").at(5) == Approx(expected).epsilon(1e-5));
  const std::vector<double> errors = numbers(records, "error");
  CHECK(numbers(records, "area").at(1) ==
        Approx(mean_height({0, 0.3, 1}, {errors.at(3), errors.at(4), errors.at(5)})));
}

}  // namespace regsweep::ablation_curve_test
