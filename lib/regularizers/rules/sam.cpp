// Sharpness-aware minimization (Foret et al. 2021, arXiv 2010.01412).
//
//   training    g = gradient of the loss at W; the update uses the gradient at W + radius * g /
//   ||g||, with the same masks and batch evaluation  nothing; the recorded loss is that at W radius
//   0    absent
// A step costs two. Penalties and decay are those at W, and not part of g.
#include "core/fields.hpp"
#include "regularizers/rule_entry.hpp"

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
  double sharpness_radius() const override { return radius_; }

 private:
  double radius_;
};

}  // namespace

RuleEntry rule_entry_sam() {
  return {.name = "sam",
          .summary = sam_fields().schema().doc,
          .equation = "the gradient at W + radius * g / ||g||, g the gradient at W",
          .source = "Foret et al. 2021, Sharpness-aware minimization, arXiv 2010.01412",
          .off_field = "radius",
          .schema = sam_fields().schema(),
          .make = [](const Value& normalized) {
            return std::make_unique<Sam>(sam_fields().take(normalized));
          }};
}

}  // namespace regsweep
