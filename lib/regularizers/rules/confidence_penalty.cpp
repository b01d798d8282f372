// Confidence penalty (Pereyra et al. 2017, "Regularizing neural networks by penalizing confident
// output distributions", arXiv 1701.06548).
//
//   training    loss - rate * H(p), the mean entropy of p = softmax(z) over rows with a target
//   gradient    rate * p_k (log p_k + H(p)) is added at z_k
//   evaluation  losses are recorded without the penalty
//   rate 0      absent
#include <cmath>

#include "core/fields.hpp"
#include "regularizers/log_softmax.hpp"
#include "regularizers/rule_entry.hpp"

namespace regsweep {
namespace {

struct ConfidencePenaltyOptions {
  double rate = 0;
};

const Fields<ConfidencePenaltyOptions>& confidence_penalty_fields() {
  static const Fields<ConfidencePenaltyOptions> all =
      Fields<ConfidencePenaltyOptions>(
          "confidence_penalty",
          "Rewards the entropy of the predicted distribution; classification only")
          .required("rate", &ConfidencePenaltyOptions::rate,
                    "factor of the entropy in nats, the paper's beta; 0 is absent", at_least(0))
          .shorthand("rate");
  return all;
}

class ConfidencePenalty : public Rule {
 public:
  explicit ConfidencePenalty(ConfidencePenaltyOptions options) : rate_(options.rate) {}

  bool penalizes_outputs() const override { return true; }

  double penalize_outputs(const Outputs& outputs, double scale, real* gradient) const override {
    std::vector<double> logs(static_cast<std::size_t>(outputs.columns));
    double entropies = 0;
    for (std::int64_t b = 0; b < outputs.rows; ++b) {
      if (outputs.labels[b] < 0) continue;
      log_softmax(outputs.columns, outputs.values + b * outputs.columns, logs);
      double entropy = 0;
      for (const double each : logs) entropy -= std::exp(each) * each;
      for (std::size_t k = 0; k < logs.size(); ++k) {
        gradient[static_cast<std::size_t>(b) * logs.size() + k] +=
            static_cast<real>(scale * rate_ * std::exp(logs[k]) * (logs[k] + entropy));
      }
      entropies += entropy;
    }
    return -rate_ * scale * entropies;
  }

 private:
  double rate_;
};

}  // namespace

RuleEntry rule_entry_confidence_penalty() {
  return {.name = "confidence_penalty",
          .summary = confidence_penalty_fields().schema().doc,
          .equation = "loss - rate * H(softmax(z))",
          .source =
              "Pereyra et al. 2017, Regularizing neural networks by penalizing confident output "
              "distributions, arXiv 1701.06548",
          .off_field = "rate",
          .schema = confidence_penalty_fields().schema(),
          .make =
              [](const Value& normalized) {
                return std::make_unique<ConfidencePenalty>(
                    confidence_penalty_fields().take(normalized));
              },
          .small_cases = {Value(0.1)},
          .needs = {.classes = true}};
}

}  // namespace regsweep
