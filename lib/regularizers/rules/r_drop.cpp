// R-Drop (Liang et al. 2021, "R-Drop: Regularized dropout for neural networks", arXiv 2106.14448).
//
//   training    (loss_1 + loss_2) / 2 + rate * (KL(p_1 || p_2) + KL(p_2 || p_1)) / 2, means over
//               rows with a target; p_1 and p_2: the predictions for one batch with the masks of
//               pass 0 and of pass 1
//   evaluation  nothing
//   rate 0      absent
// A step costs five halves of a plain one: two forward passes, and because a model remembers one
// pass, the first is computed again for its backward pass. Without noise both predictions are the
// same, and the step is the plain one up to rounding.
#include <algorithm>
#include <cmath>

#include "core/fields.hpp"
#include "regularizers/kl_between_passes.hpp"
#include "regularizers/rule_entry.hpp"
#include "tensor/kernels/sums.hpp"

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

  void start(const ParameterLayout&, const Flat& initial_weights) override {
    other_gradient_.resize(initial_weights.size());
  }

  bool computes_part_gradient() const override { return true; }

  LossSums part_gradient(BatchPart& part, Flat& gradient) override {
    const std::int64_t n = part.rows() * part.columns();
    const real* z = part.forward(0);
    first_.assign(z, z + n);
    real* outputs = part.forward(1);
    second_.assign(outputs, outputs + n);

    // loss() turns outputs into half the gradient of their loss; the divergence adds its own.
    first_gradient_.assign(first_.begin(), first_.end());
    LossSums sums = part.loss(0.5, first_gradient_.data());
    const LossSums other = part.loss(0.5, outputs);
    sums.loss = (sums.loss + other.loss) / 2;
    sums.errors = (sums.errors + other.errors) / 2;
    if (!std::isfinite(sums.loss)) return sums;
    const std::int64_t rows = part.rows(), columns = part.columns();
    add_kl_between_passes({first_.data(), rows, columns}, {second_.data(), rows, columns},
                          part.labels(), part.scale() * rate_,
                          {first_gradient_.data(), rows, columns}, {outputs, rows, columns});

    part.backward(outputs, 0.5, gradient);
    outputs = part.forward(0);
    std::copy(first_gradient_.begin(), first_gradient_.end(), outputs);
    part.backward(outputs, 0.5, other_gradient_);
    kernels::add_scaled(static_cast<std::int64_t>(gradient.size()), 1, other_gradient_.data(),
                        gradient.data());
    return sums;
  }

 private:
  double rate_;
  Buffer first_, second_;  // outputs of pass 0 and of pass 1
  Buffer first_gradient_;  // at the outputs of pass 0
  Flat other_gradient_;    // of the parameters, through pass 0
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
      .make =
          [](const Value& normalized) {
            return std::make_unique<RDrop>(r_drop_fields().take(normalized));
          },
      .small_cases = {Value(1)},
      .needs = {.classes = true},
      .kept_arrays = 1};
}

}  // namespace regsweep
