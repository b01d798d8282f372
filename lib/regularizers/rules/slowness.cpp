// Slowness: temporal activation regularization, TAR (Merity, McCann & Socher 2017, arXiv
// 1708.01009; slow features: Wiskott & Sejnowski 2002).
//
//   training    loss + rate * mean (h_t - h_(t-1))^2 over examples, positions but the first, and
//               units of each site of the placement
//   gradient    2 rate (2 h_t - h_(t-1) - h_(t+1)) / (number of differences) is added at h_t, with
//               one term fewer at both ends
//   evaluation  losses are recorded without the penalty
//   rate 0      absent
// h has the noise of its site; the paper takes it without.
#include "core/fields.hpp"
#include "regularizers/rule_entry.hpp"

namespace regsweep {
namespace {

struct SlownessOptions {
  std::string at;
  double rate = 0;
};

const Fields<SlownessOptions>& slowness_fields() {
  static const Fields<SlownessOptions> all =
      Fields<SlownessOptions>(
          "slowness",
          "Penalizes the change of activations from one position of a sequence to the next")
          .required("at", &SlownessOptions::at,
                    "placement at whose activations the rule looks, for example hidden")
          .required("rate", &SlownessOptions::rate,
                    "factor of the mean squared difference, the paper's beta; 0 is absent",
                    at_least(0))
          .shorthand("rate");
  return all;
}

class Slowness : public Rule {
 public:
  explicit Slowness(SlownessOptions options) : options_(std::move(options)) {}

  std::string placement() const override { return options_.at; }

  double penalize_activations(const SiteValues& seen, double share, real* gradient) override {
    const std::int64_t differences = seen.examples * (seen.time - 1) * seen.features;
    if (differences == 0) return 0;
    const double factor = share * options_.rate / static_cast<double>(differences);
    double sum = 0;
    for (std::int64_t b = 0; b < seen.examples; ++b) {
      const std::int64_t first = b * seen.time * seen.features,
                         steps = (seen.time - 1) * seen.features;
      const real* h = seen.values + first;
      real* g = gradient + first;
      for (std::int64_t i = 0; i < steps; ++i) {
        const double change = static_cast<double>(h[i + seen.features]) - static_cast<double>(h[i]);
        const auto slope = static_cast<real>(2 * factor * change);
        g[i + seen.features] += slope;
        g[i] -= slope;
        sum += change * change;
      }
    }
    return factor * sum;
  }

 private:
  SlownessOptions options_;
};

}  // namespace

RuleEntry rule_entry_slowness() {
  return {.name = "slowness",
          .summary = slowness_fields().schema().doc,
          .equation = "loss + rate * mean (h_t - h_(t-1))^2",
          .source =
              "Merity, McCann & Socher 2017, Revisiting activation regularization for language "
              "RNNs, arXiv 1708.01009",
          .off_field = "rate",
          .schema = slowness_fields().schema(),
          .make =
              [](const Value& normalized) {
                return std::make_unique<Slowness>(slowness_fields().take(normalized));
              },
          .small_cases = {Value(Map{{"at", "output", {}}, {"rate", 0.5, {}}})},
          .needs = {.activations = ActivationNeeds{.axis = "time"}}};
}

}  // namespace regsweep
