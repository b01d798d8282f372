// Calibration: examples of TensorFlow Probability and torchmetrics, and numbers that can be written
// down.
#include "probes/measurements/calibration.hpp"

#include <catch2/catch.hpp>
#include <cmath>

#include "support/small_trial.hpp"

namespace regsweep::calibration_test {

using namespace testing;

TEST_CASE("expected calibration error: the example of TensorFlow Probability's test") {
  // probabilities (.3, .7), (.9, .1), (.4, .6); labels 1, 0, 0; 3 bins
  const std::vector<Confidence> all{{0.7, true}, {0.9, true}, {0.6, false}};
  CHECK(calibration_error(equal_bins(all, 3)) == Approx(1.0 / 3));
}

TEST_CASE("expected calibration error: the example of torchmetrics' documentation") {
  const std::vector<Confidence> all{
      {0.25, false}, {0.25, false}, {0.55, true}, {0.75, true}, {0.75, true}};
  CHECK(calibration_error(equal_bins(all, 2)) == Approx(0.29));
}

TEST_CASE("a bin is open below and closed above; adaptive bins keep equal confidences together") {
  const std::vector<ConfidenceBin> bins = equal_bins({{0.5, true}, {1.0, true}, {0.0, false}}, 2);
  CHECK(bins[0].count == 2);
  CHECK(bins[1].count == 1);
  const std::vector<ConfidenceBin> adaptive =
      adaptive_bins({{0.9, true}, {0.5, true}, {0.5, false}, {0.5, true}, {0.2, false}}, 3);
  double count = 0;
  for (const ConfidenceBin& each : adaptive) {
    const double mean = each.confidence / each.count;
    CHECK((each.count == 3) == (mean == Approx(0.5)));
    count += each.count;
  }
  CHECK(count == 5);
}

TEST_CASE("Brier: 1 - 1/K of uniform probabilities, 0 of perfect, 2 of confidently wrong ones") {
  const auto brier = [](const std::vector<double>& p, std::int64_t label) {
    BrierSums sums(static_cast<std::int64_t>(p.size()));
    sums.add(0, p, label);
    return sums.brier();
  };
  CHECK(brier(std::vector<double>(5, 0.2), 3) == Approx(0.8));
  CHECK(brier({0, 1, 0}, 1) == 0);
  CHECK(brier({0, 1, 0}, 2) == 2);
}

TEST_CASE("Brier is reliability - resolution + uncertainty, exactly") {
  BrierSums sums(2);
  // Group 0: two with p = .3, one of them of class 1. Group 1: three with p = .8 .. 1, all of
  // class 1.
  sums.add(0, std::vector<double>{0.7, 0.3}, 0);
  sums.add(0, std::vector<double>{0.7, 0.3}, 1);
  for (const double p : {0.8, 0.9, 1.0}) sums.add(1, std::vector<double>{1 - p, p}, 1);
  CHECK(sums.uncertainty() == Approx(2 * 0.8 * 0.2));
  CHECK(sums.resolution() == Approx(2 * (0.4 * 0.09 + 0.6 * 0.04)));
  CHECK(sums.brier() ==
        Approx(sums.reliability() - sums.resolution() + sums.uncertainty()).epsilon(1e-12));
  // Within a group of one forecast the reliability is that of the textbook.
  BrierSums constant(2);
  constant.add(0, std::vector<double>{0.7, 0.3}, 0);
  constant.add(0, std::vector<double>{0.7, 0.3}, 1);
  CHECK(constant.reliability() == Approx(2 * 0.2 * 0.2));
}

TEST_CASE("the temperature of logits that were multiplied by c is c times the one before") {
  const std::vector<double> logits{0.3, 1.2, -0.5, 0.9, -0.1, 0.4, 1.5, 0.2, 0.7};
  const std::vector<std::int32_t> labels{1, 2, 0};
  const double T = best_temperature(3, logits, labels);
  std::vector<double> scaled;
  for (const double each : logits) scaled.push_back(3.7 * each);
  CHECK(best_temperature(3, scaled, labels) == Approx(3.7 * T).epsilon(1e-4));
  CHECK(loss_at_temperature(3, logits, labels, T) <= loss_at_temperature(3, logits, labels, 1));
  CHECK(loss_at_temperature(3, std::vector<double>(9, 0.0), labels, 2) == Approx(std::log(3.0)));
}

TEST_CASE("area under risk and coverage: errors among the most confident") {
  CHECK(risk_coverage_area({{0.9, true}, {0.8, false}}) == Approx((0 + 0.5) / 2));
  CHECK(risk_coverage_area({{0.9, false}, {0.8, true}}) == Approx((1 + 0.5) / 2));
  CHECK(risk_coverage_area({{0.7, false}, {0.7, true}}) == Approx(0.5));  // no order among equals
}

TEST_CASE("passes tell each other something only with noise, and no more than their entropy") {
  const Value probes =
      checked_probes(Value(Map{{"calibration", Value(Map{{"passes", 4, {}}}), {}}}));
  for (const double rate : {0.0, 0.6}) {
    INFO(rate);
    const Value dropout = map_of({{"hidden", Value(rate)}});
    Trainer trainer(trial_of(small_trial({{"dropout", dropout}}), probes), 2, small_classes());
    trainer.run([](const Progress&) { return true; });
    const Group records = trainer.records();
    const auto number = [&](const char* name) {
      const Array* array = records.group("probes")->group("calibration")->array(name);
      return std::get<std::vector<double>>(array->data).at(0);
    };
    const double information = number("mutual_information");
    if (rate == 0) CHECK(information == Approx(0).margin(1e-12));
    if (rate > 0) CHECK(information > 1e-3);
    CHECK(information < number("predictive_entropy"));
    CHECK(number("predictive_entropy") == Approx(number("expected_entropy") + information));
  }
}

}  // namespace regsweep::calibration_test
