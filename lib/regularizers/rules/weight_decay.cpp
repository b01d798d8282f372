// Decoupled weight decay (Loshchilov & Hutter 2019, arXiv 1711.05101).
//
//   training    before each update W -= learning_rate * rate * W, with the learning rate of this
//               step; weight matrices only
//   gradient    untouched: unlike l2, momentum and Adam's denominators do not see it, and clipping
//               does not count it
//   evaluation  nothing
//   rate 0      absent
#include "core/fields.hpp"
#include "core/simd.hpp"
#include "regularizers/rule_entry.hpp"

namespace regsweep {
namespace {

struct WeightDecayOptions {
  double rate = 0;
};

const Fields<WeightDecayOptions>& weight_decay_fields() {
  static const Fields<WeightDecayOptions> all =
      Fields<WeightDecayOptions>(
          "weight_decay", "Shrinks all weight matrices before each update, beside the gradient")
          .required("rate", &WeightDecayOptions::rate,
                    "share per unit of learning rate; 0 is absent", at_least(0))
          .shorthand("rate");
  return all;
}

// Loses less to rounding than w *= 1 - share, since a typical share is near float's resolution
// at 1.
REGSWEEP_KERNEL void shrink(std::int64_t n, real share, real* w) {
  for (std::int64_t i = 0; i < n; ++i) w[i] -= share * w[i];
}

class WeightDecay : public Rule {
 public:
  explicit WeightDecay(WeightDecayOptions options) : rate_(options.rate) {}

  void before_update(const ParameterLayout& layout, Flat& weights,
                     double learning_rate) const override {
    for (const ParameterInfo& each : layout.all()) {
      if (each.matrix()) {
        shrink(static_cast<std::int64_t>(each.size), static_cast<real>(learning_rate * rate_),
               data(weights, each));
      }
    }
  }

 private:
  double rate_;
};

}  // namespace

RuleEntry rule_entry_weight_decay() {
  return {
      .name = "weight_decay",
      .summary = weight_decay_fields().schema().doc,
      .equation = "W = W - learning_rate * rate * W, then the optimizer's update",
      .source = "Loshchilov & Hutter 2019, Decoupled weight decay regularization, arXiv 1711.05101",
      .off_field = "rate",
      .schema = weight_decay_fields().schema(),
      .make =
          [](const Value& normalized) {
            return std::make_unique<WeightDecay>(weight_decay_fields().take(normalized));
          },
      .small_cases = {Value(0.1)},
      .needs = {.optimizer_without = "weight_decay"},
      .acts_on = all_weight_matrices};
}

}  // namespace regsweep
