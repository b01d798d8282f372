// L2 penalty on activations: activation regularization, AR (Merity, McCann & Socher 2017,
// "Revisiting activation regularization for language RNNs", arXiv 1708.01009).
//
//   training    loss + rate * mean h^2 over the elements of each site of the placement, h with its
//   noise, as in the paper gradient    2 rate h / (elements) is added at h evaluation  losses are
//   recorded without the penalty rate 0      absent
#include "core/fields.hpp"
#include "regularizers/rule_entry.hpp"
#include "tensor/kernels/sums.hpp"

namespace regsweep {
namespace {

struct Options {
  std::string at;
  double rate = 0;
};

const Fields<Options>& fields() {
  static const Fields<Options> all =
      Fields<Options>("activation_l2", "Penalizes the squares of activations")
          .required("at", &Options::at,
                    "placement at whose activations the rule looks, for example hidden")
          .required("rate", &Options::rate,
                    "factor of the mean square, the paper's alpha; 0 is absent", at_least(0))
          .shorthand("rate");
  return all;
}

class ActivationL2 : public Rule {
 public:
  explicit ActivationL2(Options options) : options_(std::move(options)) {}

  std::string placement() const override { return options_.at; }

  double look(const SiteValues& seen, double share, real* gradient) override {
    const std::int64_t n = seen.count();
    const double factor = share * options_.rate / static_cast<double>(n);
    kernels::add_scaled(n, static_cast<real>(2 * factor), seen.values, gradient);
    return factor * kernels::sum_of_squares(n, seen.values);
  }

 private:
  Options options_;
};

}  // namespace

RuleEntry rule_entry_activation_l2() {
  return {.name = "activation_l2",
          .summary = fields().schema().doc,
          .equation = "loss + rate * mean h^2",
          .source =
              "Merity, McCann & Socher 2017, Revisiting activation regularization for language "
              "RNNs, arXiv 1708.01009",
          .off_field = "rate",
          .schema = fields().schema(),
          .make =
              [](const Value& normalized) {
                return std::make_unique<ActivationL2>(fields().take(normalized));
              },
          .looks = ActivationNeeds{}};
}

}  // namespace regsweep
