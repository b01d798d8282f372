// Curvature of functions whose Hessian can be written down; a softmax regression's exact one.
#include "probes/measurements/sharpness.hpp"

#include <catch2/catch.hpp>
#include <cmath>

#include "support/small_trial.hpp"

namespace regsweep::sharpness_test {

using namespace testing;

// L = 1/2 w'Aw at w = (1, 1, 1), A = [[2, 1, 0], [1, 2, 1], [0, 1, -1]]
std::vector<double> quadratic(const std::vector<double>& direction, double step) {
  const double a = 1 + step * direction[0], b = 1 + step * direction[1],
               c = 1 + step * direction[2];
  return {2 * a + b, a + 2 * b + c, b - c};
}

TEST_CASE("products, the largest eigenvalue and the trace of a quadratic are exact") {
  const std::vector<double> product = hessian_product(quadratic, {0, 1, 0}, 0.1);
  CHECK(product.at(0) == Approx(1));
  CHECK(product.at(1) == Approx(2));
  CHECK(product.at(2) == Approx(1));
  const Curvature largest = largest_eigenvalue(quadratic, {1, 0, 0}, 0.1, 200);
  // The roots of x^3 - 3 x^2 - 2 x + 5: the largest is 3.1284...
  const double x = largest.value;
  CHECK(x * x * x - 3 * x * x - 2 * x + 5 == Approx(0).margin(1e-6));
  CHECK(x > 3);
  CHECK(largest.error < 1e-9);
  CHECK(largest.trusted() == x);
  CHECK(std::isnan(Curvature{0.1, 0.2}.trusted()));
  const std::vector<std::vector<double>> all{{1, 1, 1}, {1, 1, -1}, {1, -1, 1}, {1, -1, -1}};
  CHECK(trace_estimate(quadratic, all, 0.1).mean == Approx(3));
}

TEST_CASE("softmax regression: the trace is that of the mean of (diag p - pp') (x) xx'") {
  const Value probes = checked_probes(
      Value(Map{{"sharpness", Value(Map{{"vectors", 200, {}}, {"iterations", 2, {}}}), {}}}));
  const std::vector<std::pair<std::string, Value>> linear{{"model.hidden", Value(List{})},
                                                          {"dropout", Value(Map{})}};
  Trainer trainer(trial_of(small_trial(linear), probes), 2, small_classes());
  trainer.run([](const Progress&) { return true; });
  const Group records = trainer.records();
  const auto number = [&](const char* name) {
    const Group& group = *records.group("probes")->group("sharpness");
    return std::get<std::vector<double>>(group.array(name)->data).at(0);
  };
  const ParameterLayout& layout = trainer.model().layout();
  const real* W = data(trainer.weights(), *layout.find("layers.0.weight"));
  const real* b = data(trainer.weights(), *layout.find("layers.0.bias"));
  double trace = 0;
  const auto data_set = small_classes();
  for (std::size_t i = 0; i < 103; ++i) {
    double p[3], sum = 0, size = 1;  // 1: the bias's own input
    for (std::size_t k = 0; k < 3; ++k) {
      double z = static_cast<double>(b[k]);
      for (std::size_t c = 0; c < 3; ++c) {
        z += static_cast<double>(W[3 * k + c] * data_set->train.features(i, c));
      }
      p[k] = std::exp(z);
      sum += p[k];
      size += std::pow(static_cast<double>(data_set->train.features(i, k)), 2);
    }
    for (const double each : p) trace += each / sum * (1 - each / sum) * size / 103;
  }
  CHECK(number("trace") == Approx(trace).margin(4 * number("trace_error") + 0.02 * trace));
  CHECK(number("worst_case_rise") > 0);
  CHECK(number("random_rise") < number("worst_case_rise"));
}

}  // namespace regsweep::sharpness_test
