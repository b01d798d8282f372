// L1 penalty (Tibshirani 1996, "Regression shrinkage and selection via the lasso").
//
//   training    loss + rate * sum |W| over all weight matrices; biases are free
//   gradient    rate * sign(W) is added, with sign(0) = 0
//   evaluation  losses are recorded without the penalty
//   rate 0      absent
#include "core/fields.hpp"
#include "core/simd.hpp"
#include "regularizers/rule_entry.hpp"
#include "tensor/kernels/sums.hpp"

namespace regsweep {
namespace {

struct L1Options {
  double rate = 0;
};

const Fields<L1Options>& l1_fields() {
  static const Fields<L1Options> all =
      Fields<L1Options>("l1", "Penalizes the magnitudes of all weight matrices")
          .required("rate", &L1Options::rate, "factor: rate * sum of magnitudes; 0 is absent",
                    at_least(0))
          .shorthand("rate");
  return all;
}

REGSWEEP_KERNEL void add_signs(std::int64_t n, real rate, const real* REGSWEEP_RESTRICT w,
                               real* REGSWEEP_RESTRICT gradient) {
  for (std::int64_t i = 0; i < n; ++i) {
    gradient[i] += (w[i] > 0 ? rate : real(0)) - (w[i] < 0 ? rate : real(0));
  }
}

class L1 : public Rule {
 public:
  explicit L1(L1Options options) : rate_(options.rate) {}

  double penalty(const ParameterLayout& layout, const Flat& weights,
                 Flat& gradient) const override {
    double magnitudes = 0;
    for (const ParameterInfo& each : layout.all()) {
      if (!each.matrix()) continue;
      const auto n = static_cast<std::int64_t>(each.size);
      magnitudes += kernels::sum_of_magnitudes(n, data(weights, each));
      add_signs(n, static_cast<real>(rate_), data(weights, each), data(gradient, each));
    }
    return rate_ * magnitudes;
  }

 private:
  double rate_;
};

}  // namespace

RuleEntry rule_entry_l1() {
  return {.name = "l1",
          .summary = l1_fields().schema().doc,
          .equation = "loss + rate * sum |W|",
          .source =
              "Tibshirani 1996, Regression shrinkage and selection via the lasso, J. R. Stat. Soc. "
              "B 58:267-288",
          .off_field = "rate",
          .schema = l1_fields().schema(),
          .make =
              [](const Value& normalized) {
                return std::make_unique<L1>(l1_fields().take(normalized));
              },
          .small_cases = {Value(1e-3)},
          .acts_on = all_weight_matrices};
}

}  // namespace regsweep
