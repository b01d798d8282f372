// L2 penalty (Krogh & Hertz 1991, "A simple weight decay can improve generalization").
//
//   training    loss + rate / 2 * sum W^2 over all weight matrices; biases are free
//   gradient    rate * W is added, and passes through momentum or Adam's denominators; weight_decay
//               is the decoupled form
//   evaluation  losses are recorded without the penalty
//   rate 0      absent
#include "core/fields.hpp"
#include "regularizers/rule_entry.hpp"
#include "tensor/kernels/sums.hpp"

namespace regsweep {
namespace {

struct L2Options {
  double rate = 0;
};

const Fields<L2Options>& l2_fields() {
  static const Fields<L2Options> all =
      Fields<L2Options>("l2", "Penalizes the squares of all weight matrices")
          .required("rate", &L2Options::rate, "factor: rate / 2 * sum of squares; 0 is absent",
                    at_least(0))
          .shorthand("rate");
  return all;
}

class L2 : public Rule {
 public:
  explicit L2(L2Options options) : rate_(options.rate) {}

  double penalty(const ParameterLayout& layout, const Flat& weights,
                 Flat& gradient) const override {
    double squares = 0;
    for (const ParameterInfo& each : layout.all()) {
      if (!each.matrix()) continue;
      const auto n = static_cast<std::int64_t>(each.size);
      squares += kernels::sum_of_squares(n, data(weights, each));
      kernels::add_scaled(n, static_cast<real>(rate_), data(weights, each), data(gradient, each));
    }
    return rate_ / 2 * squares;
  }

 private:
  double rate_;
};

}  // namespace

RuleEntry rule_entry_l2() {
  return {.name = "l2",
          .summary = l2_fields().schema().doc,
          .equation = "loss + rate / 2 * sum W^2",
          .source = "Krogh & Hertz 1991, A simple weight decay can improve generalization, NIPS 4",
          .off_field = "rate",
          .schema = l2_fields().schema(),
          .make =
              [](const Value& normalized) {
                return std::make_unique<L2>(l2_fields().take(normalized));
              },
          .small_cases = {Value(1e-3)},
          .acts_on = all_weight_matrices};
}

}  // namespace regsweep
