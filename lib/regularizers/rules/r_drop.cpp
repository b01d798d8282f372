// R-Drop (Liang et al. 2021, "R-Drop: Regularized dropout for neural networks", arXiv 2106.14448).
//
//   training    (loss_1 + loss_2) / 2 + rate * (KL(p_1 || p_2) + KL(p_2 || p_1)) / 2, means over
//   what is asked; p_1 and p_2 are the
//               answers to one batch with the masks of pass 0 and of pass 1
//   evaluation  nothing
//   rate 0      absent
// A step costs five halves: the first answers are computed again for their gradient. Without noise
// the answers agree, and the step is that without the rule.
#include "core/fields.hpp"
#include "regularizers/rule_entry.hpp"

namespace regsweep {
namespace {

struct RDropOptions {
  double rate = 0;
};

const Fields<RDropOptions>& r_drop_fields() {
  static const Fields<RDropOptions> all =
      Fields<RDropOptions>("r_drop",
                           "Answers each batch twice, with different masks, and penalizes the "
                           "difference; classification only")
          .required("rate", &RDropOptions::rate,
                    "factor of the divergence, the paper's alpha; 0 is absent", at_least(0))
          .shorthand("rate");
  return all;
}

class RDrop : public Rule {
 public:
  explicit RDrop(RDropOptions options) : rate_(options.rate) {}
  double agreement() const override { return rate_; }

 private:
  double rate_;
};

}  // namespace

RuleEntry rule_entry_r_drop() {
  return {
      .name = "r_drop",
      .summary = r_drop_fields().schema().doc,
      .equation = "(loss_1 + loss_2) / 2 + rate * (KL(p_1 || p_2) + KL(p_2 || p_1)) / 2",
      .source =
          "Liang et al. 2021, R-Drop: Regularized dropout for neural networks, arXiv 2106.14448",
      .off_field = "rate",
      .schema = r_drop_fields().schema(),
      .make = [](const Value& normalized) {
        return std::make_unique<RDrop>(r_drop_fields().take(normalized));
      }};
}

}  // namespace regsweep
