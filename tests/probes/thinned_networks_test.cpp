// Averages of sub-networks that can be written down; those of a training are the Monte-Carlo
// evaluation's.
#include "probes/measurements/thinned_networks.hpp"

#include <catch2/catch.hpp>
#include <cmath>

#include "support/small_trial.hpp"

namespace regsweep::thinned_networks_test {

using namespace testing;

std::vector<double> logarithms(const std::vector<double>& p) {
  std::vector<double> all;
  for (const double each : p) all.push_back(std::log(each));
  return all;
}

double number(const Group& records, const std::string& name, std::size_t at = 0) {
  const Array* array = records.group("probes")->group("thinned_networks")->array(name);
  REQUIRE(array != nullptr);
  return std::get<std::vector<double>>(array->data).at(at);
}

Group thinned(const std::vector<std::pair<std::string, Value>>& changes, Map options) {
  const Value probes =
      checked_probes(Value(Map{{"thinned_networks", Value(std::move(options)), {}}}));
  Trainer trainer(trial_of(small_trial(changes), probes), 2, small_classes());
  trainer.run([](const Progress&) { return true; });
  return trainer.records();
}

TEST_CASE("means of two sub-networks: arithmetic, geometric, and what they disagree about") {
  ThinnedAverages averages(1, 2);
  averages.add(logarithms({0.9, 0.1}));
  averages.add(logarithms({0.2, 0.8}));
  const ThinnedAverages::Sums sums = averages.sums({1});
  CHECK(sums.arithmetic_loss == Approx(-std::log(0.45)));
  CHECK(sums.arithmetic_errors == 1);
  const double a = std::sqrt(0.9 * 0.2), b = std::sqrt(0.1 * 0.8);
  CHECK(sums.geometric_loss == Approx(-std::log(b / (a + b))));
  CHECK(averages.disagreement({1}) == 1);
  const auto entropy = [](double p) { return -p * std::log(p) - (1 - p) * std::log(1 - p); };
  CHECK(averages.divergence({1}) == Approx(entropy(0.55) - (entropy(0.9) + entropy(0.2)) / 2));
  CHECK(averages.sums({-1}).arithmetic_loss == 0);
}

TEST_CASE("k = 1, 2, .. passes are those of Monte-Carlo evaluation") {
  const std::vector<int> masks{1, 2, 7};
  Map options{{"masks", Value(List(masks.begin(), masks.end())), {}}};
  for (std::size_t i = 0; i < masks.size(); ++i) {
    INFO(masks[i] << " passes");
    const Group records = thinned({{"evaluation.monte_carlo", Value(masks[i])}}, options);
    CHECK(number(records, "arithmetic_loss", i) ==
          Approx(final_number(records, "validation.monte_carlo_loss")).epsilon(1e-12));
    CHECK(number(records, "arithmetic_error", i) ==
          final_number(records, "validation.monte_carlo_error"));
    CHECK(number(records, "weight_scaling_loss") == final_number(records, "validation.loss"));
    CHECK(number(records, "weight_scaling_error") == final_number(records, "validation.error"));
    CHECK(number(records, "diversity_gain") >= 0);
    CHECK(number(records, "jensen_shannon") > 0);
  }
}

TEST_CASE("without noise all sub-networks are one") {
  const Group records = thinned({{"dropout.input", Value(0)}, {"dropout.hidden", Value(0)}},
                                {{"masks", Value(List{Value(3)}), {}}, {"exact", true, {}}});
  CHECK(number(records, "disagreement") == 0);
  CHECK(number(records, "jensen_shannon") == Approx(0).margin(1e-12));
  CHECK(number(records, "subnetwork_loss") == Approx(final_number(records, "validation.loss")));
  CHECK(number(records, "exact_arithmetic_loss") ==
        Approx(final_number(records, "validation.loss")));
}

TEST_CASE("many masks come near to all of them, each with its probability") {
  const Group records =
      thinned({{"dropout.input", Value(0)}},
              {{"masks", Value(List{Value(1), Value(400)}), {}}, {"exact", true, {}}});
  CHECK(number(records, "exact_arithmetic_loss") ==
        Approx(number(records, "arithmetic_loss", 1)).epsilon(0.02));
  CHECK(number(records, "exact_geometric_loss") ==
        Approx(number(records, "geometric_loss", 1)).epsilon(0.02));
  CHECK(number(records, "exact_subnetwork_loss") ==
        Approx(number(records, "subnetwork_loss")).epsilon(0.02));
}

}  // namespace regsweep::thinned_networks_test
