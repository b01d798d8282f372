// Numbers of units that can be written down: sparsity, dormant and dead units, inequality; and an
// ablation against a model without the unit's weights.
#include "probes/measurements/unit_usage.hpp"

#include <catch2/catch.hpp>
#include <cmath>

#include "support/small_trial.hpp"

namespace regsweep::unit_usage_test {

using namespace testing;

TEST_CASE("Hoyer sparsity: 1 of one number alone, 0 of equal ones, nan of none") {
  CHECK(hoyer_of(std::vector<double>{0, -3, 0, 0, 0}) == Approx(1));
  CHECK(hoyer_of(std::vector<double>{0.2, 0.2, 0.2}) == Approx(0).margin(1e-12));
  CHECK(hoyer_of(std::vector<double>{1, 1, 0, 0}) == Approx(2 - std::sqrt(2.0)));
  CHECK(std::isnan(hoyer_of(std::vector<double>{0, 0})));
  CHECK(std::isnan(hoyer_of(std::vector<double>{7})));
}

TEST_CASE("dead, dormant and always active units, in several pieces") {
  // Mean sizes (0, 0, 1, 3), scores the same, since their mean is 1: dormant below 1 are two.
  const std::vector<real> h{0, 0, 2, 3, 0, 0, 0, 3};
  UnitSums sums(4);
  sums.add(1, h.data());
  sums.add(1, h.data() + 4);
  CHECK(sums.dead_share() == 0.5);
  CHECK(sums.dormant_share(0) == 0.5);
  CHECK(sums.dormant_share(0.99) == 0.5);
  CHECK(sums.dormant_share(1) == 0.75);
  CHECK(sums.always_on_share() == 0.25);
  CHECK(sums.mean_activation() == 1);
  CHECK(sums.zero_share() == 0.625);
  CHECK(sums.hoyer_sparsity() == Approx(((2 - 5 / std::sqrt(13.0)) + 1) / 2));
}

TEST_CASE("dominance: one unit that does everything, and equal ones") {
  const Dominance one = dominance_of({0, 0, 0.7, 0, 0}, {0, 1, 5, 2, 3});
  CHECK(one.gini == Approx(0.8));
  CHECK(one.largest == Approx(1));
  CHECK(one.top_share == Approx(1));
  CHECK(one.negative == 0);
  const Dominance equal = dominance_of({0.3, 0.3, 0.3, 0.3}, {4, 3, 2, 1});
  CHECK(equal.gini == Approx(0).margin(1e-12));
  CHECK(equal.largest == Approx(0.25));
  // Noise about 0 that the ranking does not know is no inequality on average, and is not clipped.
  const Dominance noise = dominance_of({1, -0.5, 0.75, -0.25}, {1, 2, 3, 4});
  CHECK(noise.negative == 0.5);
  CHECK(noise.gini == Approx((-3 * 1.0 + -1 * -0.5 + 1 * 0.75 + 3 * -0.25) / 4));
  CHECK(std::isnan(dominance_of({-1, 0.5}, {1, 2}).gini));
}

TEST_CASE("unit_usage of a training: what a perceptron without noise says by hand") {
  const Value probes = checked_probes(Value(List{Value("unit_usage")}));
  Trainer trainer(trial_of(small_trial(), probes), 2, small_classes());
  trainer.run([](const Progress&) { return true; });
  const Group records = trainer.records();
  const Group& usage = *records.group("probes")->group("unit_usage");
  CHECK(std::get<std::vector<std::string>>(usage.array("layer")->data) ==
        std::vector<std::string>{"hidden.0", "hidden.1"});
  CHECK(usage.attribute("part")->text() == "validation");
  CHECK(usage.attribute("examples")->integer() == 50);
  // h = relu(W x + b) of the validation part, computed here.
  const ParameterLayout& layout = trainer.model().layout();
  const real* W = data(trainer.weights(), *layout.find("layers.0.weight"));
  const real* b = data(trainer.weights(), *layout.find("layers.0.bias"));
  const auto features = small_classes()->validation.features;
  double zeros = 0, sum = 0;
  for (std::size_t i = 0; i < 50; ++i) {
    for (std::size_t j = 0; j < 9; ++j) {
      double z = b[j];
      for (std::size_t k = 0; k < 3; ++k) z += W[3 * j + k] * features(i, k);
      zeros += z <= 0 ? 1 : 0;
      sum += std::max(0.0, z);
    }
  }
  const auto& zero_share = std::get<std::vector<double>>(usage.array("zero_share")->data);
  const auto& mean = std::get<std::vector<double>>(usage.array("mean_activation")->data);
  CHECK(zero_share.at(0) == Approx(zeros / 450).margin(0.003));  // a unit at 0 itself may round
  CHECK(mean.at(0) == Approx(sum / 450).epsilon(1e-5));
}

}  // namespace regsweep::unit_usage_test
