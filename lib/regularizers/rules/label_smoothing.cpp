// Label smoothing (Szegedy et al. 2016, arXiv 1512.00567).
//
//   training    targets t become (1 - rate) t + rate / K with K classes; each row still sums to 1
//   evaluation  losses and errors are against the true labels
//   rate 0      absent
#include "core/fields.hpp"
#include "regularizers/rule_entry.hpp"

namespace regsweep {
namespace {

struct LabelSmoothingOptions {
  double rate = 0;
};

const Fields<LabelSmoothingOptions>& label_smoothing_fields() {
  static const Fields<LabelSmoothingOptions> all =
      Fields<LabelSmoothingOptions>(
          "label_smoothing",
          "Spreads a share of each target evenly over all classes; classification only")
          .required("rate", &LabelSmoothingOptions::rate,
                    "share that is spread, the paper's epsilon; 0 is absent", from_below(0, 1))
          .shorthand("rate");
  return all;
}

class LabelSmoothing : public Rule {
 public:
  explicit LabelSmoothing(LabelSmoothingOptions options) : rate_(options.rate) {}

  bool changes_targets() const override { return true; }

  void soften(Matrix& soft_targets) const override {
    const auto kept = static_cast<real>(1 - rate_),
               spread = static_cast<real>(rate_ / static_cast<double>(soft_targets.shape(1)));
    for (real& each : soft_targets) each = kept * each + spread;
  }

 private:
  double rate_;
};

}  // namespace

RuleEntry rule_entry_label_smoothing() {
  return {.name = "label_smoothing",
          .summary = label_smoothing_fields().schema().doc,
          .equation = "t = (1 - rate) t + rate / K",
          .source = "Szegedy et al. 2016, Rethinking the Inception architecture, arXiv 1512.00567",
          .off_field = "rate",
          .schema = label_smoothing_fields().schema(),
          .make =
              [](const Value& normalized) {
                return std::make_unique<LabelSmoothing>(label_smoothing_fields().take(normalized));
              },
          .small_cases = {Value(0.1)},
          .needs = {.classes = true}};
}

}  // namespace regsweep
