// Rows of attention that can be written down; scores of 0 attend to all keys alike; and the slope
// of the loss along a head's output is that of finite differences.
#include "probes/measurements/attention.hpp"

#include <catch2/catch.hpp>
#include <cmath>

#include "probes/layers.hpp"
#include "probes/probed.hpp"
#include "support/small_trial.hpp"

namespace regsweep::attention_test {

using namespace testing;

const std::vector<double>& numbers(const Group& group, const std::string& name) {
  REQUIRE(group.array(name) != nullptr);
  return std::get<std::vector<double>>(group.array(name)->data);
}

Group attention_of(Trainer& trainer) {
  return *trainer.records().group("probes")->group("attention");
}

TEST_CASE("entropy and divergence of rows: uniform, one key, two heads that look elsewhere") {
  const std::vector<real> uniform(5, real(0.2)), first{1, 0}, second{0, 1};
  CHECK(entropy_of(5, uniform.data()) == Approx(std::log(5.0)));
  CHECK(entropy_of(2, first.data()) == 0);
  CHECK(jensen_shannon_of(2, first.data(), second.data()) == Approx(std::log(2.0)));
  CHECK(jensen_shannon_of(5, uniform.data(), uniform.data()) == Approx(0).margin(1e-7));
}

TEST_CASE("sums over rows: shares, masses, context") {
  AttentionSums sums;
  const std::vector<real> sure{real(0.05), real(0.95)}, even{real(0.25), real(0.5), real(0.25)};
  sums.add_row(1, sure.data());
  sums.add_row(2, even.data());
  const double entropy_sure = -(0.05 * std::log(0.05) + 0.95 * std::log(0.95)),
               entropy_even = 1.5 * std::log(2.0);
  CHECK(sums.entropy() == Approx((entropy_sure + entropy_even) / 2));
  CHECK(sums.normalized_entropy() ==
        Approx((entropy_sure / std::log(2.0) + entropy_even / std::log(3.0)) / 2));
  CHECK(sums.max_weight() == Approx(0.725));
  CHECK(sums.confident_share() == 0.5);
  CHECK(sums.mass_on_self() == Approx(0.6));
  CHECK(sums.mass_on_previous() == Approx(0.275));
  CHECK(sums.mass_on_first() == Approx(0.15));
  CHECK(sums.effective_context() == Approx((std::exp(entropy_sure) + std::exp(entropy_even)) / 2));
}

TEST_CASE("correlation within positions does not see what positions have in common") {
  CorrelationWithin within;
  for (const double shift : {0.0, 10.0}) {
    const auto group = static_cast<std::size_t>(shift);
    within.add(group, shift + 1, shift - 1);
    within.add(group, shift - 1, shift + 1);
  }
  CHECK(within.value() == Approx(-1));
  CorrelationWithin constant;
  constant.add(0, 1, 2);
  constant.add(0, 1, 3);
  CHECK(std::isnan(constant.value()));
}

TEST_CASE("scores of 0 give every key allowed the same weight: entropy ln(i + 1)") {
  const Value probes = checked_probes(Value(List{Value("attention")}));
  double expected = 0, context = 0;
  for (int i = 1; i < 6; ++i) {
    expected += std::log(i + 1.0) / 5;
    context += (i + 1.0) / 5;
  }
  for (const char* scaling : {"inverted", "inference"}) {  // of weights that evaluation scales, too
    INFO(scaling);
    const Value noise = map_of({{"rate", Value(0.2)}, {"scaling", Value(scaling)}});
    const Trial trial =
        trial_of(small_transformer_trial({{"dropout", map_of({{"attention", noise}})}}), probes);
    Trainer trainer(trial, 2, small_sequences());
    for (const ParameterInfo& each : trainer.model().layout().all()) {
      if (each.name.find("c_attn") == std::string::npos) continue;
      std::fill_n(data(trainer.weights(), each), each.size, real(0));
    }
    TrialProbes measured(trial, 2, small_sequences(), 12);
    const auto due = measured.all_due().front();
    REQUIRE(measured.measure(due, trainer.weights(), 12, [] { return true; }));
    const Group group = measured.records().front();
    for (std::size_t head = 0; head < 4; ++head) {
      CHECK(numbers(group, "entropy").at(head) == Approx(expected));
      CHECK(numbers(group, "normalized_entropy").at(head) == Approx(1));
      CHECK(numbers(group, "effective_context").at(head) == Approx(context));
      CHECK(numbers(group, "head_redundancy").at(head) == Approx(0).margin(1e-6));
    }
  }
}

TEST_CASE("a head's importance is the size of the loss's slope along a factor of its output") {
  const Value probes =
      checked_probes(Value(Map{{"attention", Value(Map{{"examples", 1, {}}}), {}}}));
  const Trial trial = trial_of(small_transformer_trial(), probes);
  Trainer trainer(trial, 2, small_sequences());
  trainer.run([](const Progress&) { return true; });
  const std::vector<double> importance = numbers(attention_of(trainer), "head_importance");
  Probed probed({trial.model, trial.noises, trial.training.precision, 2, 12, 5, small_sequences()},
                trainer.weights(), {12, "validation", 1}, [] { return true; });
  std::size_t at = 0;
  for (const AttentionLayer& layer : attention_layers(probed.model(), 6)) {
    HeadMask mask(layer.outputs(), {1, 2, 6, 6});
    for (std::size_t head = 0; head < 2; ++head) {
      const auto loss = [&](double factor) {
        std::vector<real> factors(2, real(1));
        factors[head] = static_cast<real>(factor);
        mask.set(factors);
        const LossSums sums = probed.pass({{}, mask.instead()});
        return sums.loss / static_cast<double>(sums.count);
      };
      const double slope = (loss(1.25) - loss(0.75)) / 0.5;
      CHECK(importance.at(at++) == Approx(std::abs(slope)).epsilon(0.02).margin(2e-5));
    }
  }
}

TEST_CASE("rows sum to 1 without noise, and vary with dropout of attention weights") {
  const Value probes = checked_probes(Value(List{Value("attention")}));
  Trainer with(trial_of(small_transformer_trial(), probes), 2, small_sequences());
  Trainer without(trial_of(small_transformer_trial({{"dropout.attention", Value(0)}}), probes), 2,
                  small_sequences());
  for (Trainer* each : {&with, &without}) each->run([](const Progress&) { return true; });
  for (std::size_t head = 0; head < 4; ++head) {
    CHECK(numbers(attention_of(without), "row_sum_variance").at(head) < 1e-12);
    CHECK(numbers(attention_of(with), "row_sum_variance").at(head) > 1e-3);
  }
}

}  // namespace regsweep::attention_test
