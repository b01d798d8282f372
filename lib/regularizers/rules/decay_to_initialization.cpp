// Decay towards the initial weights instead of towards 0 (L2-SP without its pre-training: Li,
// Grandvalet & Davoine 2018, arXiv 1802.01483; as a decoupled decay in the study of grokking: Power
// et al. 2022, arXiv 2201.02177).
//
//   training    before each update W -= learning_rate * rate * (W - W_0), with the learning rate of
//               this step; weight matrices only
//   gradient    untouched, as with weight_decay
//   evaluation  nothing
//   rate 0      absent
#include "core/fields.hpp"
#include "core/simd.hpp"
#include "regularizers/rule_entry.hpp"

namespace regsweep {
namespace {

struct DecayToInitializationOptions {
  double rate = 0;
};

const Fields<DecayToInitializationOptions>& decay_to_initialization_fields() {
  static const Fields<DecayToInitializationOptions> all =
      Fields<DecayToInitializationOptions>(
          "decay_to_initialization",
          "Pulls all weight matrices towards their initial values before each update")
          .required("rate", &DecayToInitializationOptions::rate,
                    "share per unit of learning rate; 0 is absent", at_least(0))
          .shorthand("rate");
  return all;
}

REGSWEEP_KERNEL void pull(std::int64_t n, real share, const real* REGSWEEP_RESTRICT initial,
                          real* REGSWEEP_RESTRICT w) {
  for (std::int64_t i = 0; i < n; ++i) w[i] -= share * (w[i] - initial[i]);
}

class DecayToInitialization : public Rule {
 public:
  explicit DecayToInitialization(DecayToInitializationOptions options) : rate_(options.rate) {}

  void start(const ParameterLayout&, const Flat& initial_weights) override {
    initial_ = initial_weights;
  }

  void before_update(const ParameterLayout& layout, Flat& weights,
                     double learning_rate) const override {
    for (const ParameterInfo& each : layout.all()) {
      if (each.matrix()) {
        pull(static_cast<std::int64_t>(each.size), static_cast<real>(learning_rate * rate_),
             data(initial_, each), data(weights, each));
      }
    }
  }

 private:
  double rate_;
  Flat initial_;
};

}  // namespace

RuleEntry rule_entry_decay_to_initialization() {
  return {.name = "decay_to_initialization",
          .summary = decay_to_initialization_fields().schema().doc,
          .equation = "W = W - learning_rate * rate * (W - W_0), then the optimizer's update",
          .source =
              "Li, Grandvalet & Davoine 2018, Explicit inductive bias for transfer learning, arXiv "
              "1802.01483",
          .off_field = "rate",
          .schema = decay_to_initialization_fields().schema(),
          .make =
              [](const Value& normalized) {
                return std::make_unique<DecayToInitialization>(
                    decay_to_initialization_fields().take(normalized));
              },
          .small_cases = {Value(0.1)},
          .kept_arrays = 1,
          .acts_on = all_weight_matrices};
}

}  // namespace regsweep
