// Max-norm constraint (Srebro & Shraibman 2005; with dropout: Hinton et al. 2012, arXiv 1207.0580;
// Srivastava et al. 2014, section 5.1).
//
//   training    after each update w = w * min(1, limit / ||w||) for every unit's incoming weights
//               w: a row of W [out, in], without the bias
//   evaluation  nothing: the weights are within the limit already
//   off         there is no neutral limit; leave the rule out
// `layers: hidden` spares the last linear map. The limit is that of `inverted` scaling;
// Srivastava's weights are 1 / keep times larger, so a limit c of the paper is c * keep for a layer
// behind dropout.
#include <cmath>

#include "core/fields.hpp"
#include "regularizers/rule_entry.hpp"
#include "tensor/kernels/elementwise.hpp"
#include "tensor/kernels/sums.hpp"

namespace regsweep {
namespace {

enum class Layers { all, hidden };

struct MaxNormOptions {
  double limit = 0;
  Layers layers = Layers::all;
};

const Fields<MaxNormOptions>& max_norm_fields() {
  static const Fields<MaxNormOptions> all =
      Fields<MaxNormOptions>(
          "max_norm", "Rescales each unit's incoming weights to a largest norm after each update")
          .required("limit", &MaxNormOptions::limit,
                    "largest Euclidean norm of a unit's incoming weights", above(0))
          .choice("layers", &MaxNormOptions::layers,
                  {{"all", Layers::all}, {"hidden", Layers::hidden}},
                  "which linear maps are limited: all, or hidden: all but the last")
          .shorthand("limit");
  return all;
}

class MaxNorm : public Rule {
 public:
  explicit MaxNorm(MaxNormOptions options) : options_(options) {}

  void after_update(const ParameterLayout& layout, Flat& weights) const override {
    for (const ParameterInfo& each : layout.all()) {
      if (!each.matrix() || (each.output && options_.layers == Layers::hidden)) continue;
      const std::int64_t units = each.shape[0],
                         incoming = static_cast<std::int64_t>(each.size) / units;
      real* w = data(weights, each);
      for (std::int64_t unit = 0; unit < units; ++unit, w += incoming) {
        const double norm = std::sqrt(kernels::sum_of_squares(incoming, w));
        if (norm > options_.limit) {
          kernels::multiply(incoming, {static_cast<real>(options_.limit / norm)}, w);
        }
      }
    }
  }

 private:
  MaxNormOptions options_;
};

}  // namespace

RuleEntry rule_entry_max_norm() {
  return {.name = "max_norm",
          .summary = max_norm_fields().schema().doc,
          .equation = "w = w * min(1, limit / ||w||), w the incoming weights of a unit",
          .source =
              "Srebro & Shraibman 2005, Rank, trace-norm and max-norm; Srivastava et al. 2014, "
              "JMLR 15:1929-1958, section 5.1",
          .off_field = "",
          .schema = max_norm_fields().schema(),
          .make =
              [](const Value& normalized) {
                return std::make_unique<MaxNorm>(max_norm_fields().take(normalized));
              },
          .small_cases = {Value(0.5), Value(Map{{"limit", 0.5, {}}, {"layers", "hidden", {}}})},
          .acts_on = std::string(all_weight_matrices) +
                     "; the incoming weights of a unit are a row, of an embedding the vector of a "
                     "token or position"};
}

}  // namespace regsweep
