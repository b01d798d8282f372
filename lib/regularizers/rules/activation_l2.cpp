// L2 penalty on activations: activation regularization, AR (Merity, McCann & Socher 2017,
// "Revisiting activation regularization for language RNNs", arXiv 1708.01009).
//
//   training    loss + rate * mean h^2 over the elements of each site of the placement; h has the
//               noise of its site, as in the paper
//   gradient    2 rate h / (number of elements) is added at h
//   evaluation  losses are recorded without the penalty
//   rate 0      absent
#include "core/fields.hpp"
#include "regularizers/rule_entry.hpp"
#include "tensor/kernels/sums.hpp"

namespace regsweep {
namespace {

struct ActivationL2Options {
  std::string at;
  double rate = 0;
};

const Fields<ActivationL2Options>& activation_l2_fields() {
  static const Fields<ActivationL2Options> all =
      Fields<ActivationL2Options>("activation_l2", "Penalizes the squares of activations")
          .required("at", &ActivationL2Options::at,
                    "placement at whose activations the rule looks, for example hidden")
          .required("rate", &ActivationL2Options::rate,
                    "factor of the mean square, the paper's alpha; 0 is absent", at_least(0))
          .shorthand("rate");
  return all;
}

class ActivationL2 : public Rule {
 public:
  explicit ActivationL2(ActivationL2Options options) : options_(std::move(options)) {}

  std::string placement() const override { return options_.at; }

  double penalize_activations(const SiteValues& seen, double share, real* gradient) override {
    const std::int64_t n = seen.count();
    const double factor = share * options_.rate / static_cast<double>(n);
    kernels::add_scaled(n, static_cast<real>(2 * factor), seen.values, gradient);
    return factor * kernels::sum_of_squares(n, seen.values);
  }

 private:
  ActivationL2Options options_;
};

}  // namespace

RuleEntry rule_entry_activation_l2() {
  return {.name = "activation_l2",
          .summary = activation_l2_fields().schema().doc,
          .equation = "loss + rate * mean h^2",
          .source =
              "Merity, McCann & Socher 2017, Revisiting activation regularization for language "
              "RNNs, arXiv 1708.01009",
          .off_field = "rate",
          .schema = activation_l2_fields().schema(),
          .make =
              [](const Value& normalized) {
                return std::make_unique<ActivationL2>(activation_l2_fields().take(normalized));
              },
          .small_cases = {Value(Map{{"at", "hidden", {}}, {"rate", 0.5, {}}})},
          .needs = {.activations = ActivationNeeds{}}};
}

}  // namespace regsweep
