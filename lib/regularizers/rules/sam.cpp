// Sharpness-aware minimization (Foret et al. 2021, arXiv 2010.01412).
//
//   training    g = gradient of the loss at W; the update uses the gradient at
//               W + radius * g / ||g||, of the same examples with the same masks
//   evaluation  nothing; the recorded training loss is that at W
//   radius 0    absent
// A step costs two. Penalties and decay are those at W, and not part of g.
#include <cmath>

#include "core/fields.hpp"
#include "regularizers/rule_entry.hpp"
#include "tensor/kernels/sums.hpp"

namespace regsweep {
namespace {

struct SamOptions {
  double radius = 0;
};

const Fields<SamOptions>& sam_fields() {
  static const Fields<SamOptions> all =
      Fields<SamOptions>(
          "sam",
          "Takes the gradient where the loss is highest nearby: sharpness-aware minimization")
          .required("radius", &SamOptions::radius,
                    "distance to there, the paper's rho; 0 is absent", at_least(0))
          .shorthand("radius");
  return all;
}

class Sam : public Rule {
 public:
  explicit Sam(SamOptions options) : radius_(options.radius) {}

  void start(const ParameterLayout&, const Flat& initial_weights) override {
    here_ = initial_weights;
  }

  void batch_gradient(WholeBatch& batch) override {
    Flat &weights = batch.weights(), &gradient = batch.gradient();
    const auto n = static_cast<std::int64_t>(weights.size());
    const double norm = std::sqrt(kernels::sum_of_squares(n, gradient.data()));
    if (norm == 0 || !std::isfinite(norm)) return;
    here_ = weights;
    kernels::add_scaled(n, static_cast<real>(radius_ / norm), gradient.data(), weights.data());
    batch.compute_gradient();
    weights = here_;
  }

 private:
  double radius_;
  Flat here_;  // the weights while the gradient is taken elsewhere
};

}  // namespace

RuleEntry rule_entry_sam() {
  return {.name = "sam",
          .summary = sam_fields().schema().doc,
          .equation = "the gradient at W + radius * g / ||g||, g the gradient at W",
          .source = "Foret et al. 2021, Sharpness-aware minimization, arXiv 2010.01412",
          .off_field = "radius",
          .schema = sam_fields().schema(),
          .make =
              [](const Value& normalized) {
                return std::make_unique<Sam>(sam_fields().take(normalized));
              },
          .small_cases = {Value(0.05)},
          .kept_arrays = 1};
}

}  // namespace regsweep
