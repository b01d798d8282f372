// KL sparsity (Hinton 2010, "A practical guide to training restricted Boltzmann machines", section
// 11; Ng 2011, "Sparse autoencoder").
//
//   training    loss + rate * sum_j KL(target || m_j)
//               KL(r || m) = r log(r / m) + (1 - r) log((1 - r) / (1 - m))
//               m_j: mean activation of unit j over the batch and over positions, clamped to
//               1e-4 .. 1 - 1e-4
//   gradient    rate / n * ((1 - target) / (1 - m_j) - target / m_j) is added at each of the n
//               activations of unit j
//   evaluation  losses are recorded without the penalty
//   rate 0      absent
// For activations between 0 and 1. They have the noise of their site, whose mean is 1 with scaling
// inverted.
#include <algorithm>
#include <cmath>

#include "core/fields.hpp"
#include "regularizers/rule_entry.hpp"

namespace regsweep {
namespace {

struct KlSparsityOptions {
  std::string at;
  double rate = 0, target = 0.05;
};

const Fields<KlSparsityOptions>& kl_sparsity_fields() {
  static const Fields<KlSparsityOptions> all =
      Fields<KlSparsityOptions>("kl_sparsity", "Asks every unit for a small mean activation")
          .required("at", &KlSparsityOptions::at,
                    "placement at whose activations the rule looks, for example hidden")
          .required("rate", &KlSparsityOptions::rate, "factor of the divergence; 0 is absent",
                    at_least(0))
          .add("target", &KlSparsityOptions::target, "mean activation that is asked for",
               Range{0, 1, true, true})
          .shorthand("rate");
  return all;
}

class KlSparsity : public Rule {
 public:
  explicit KlSparsity(KlSparsityOptions options) : options_(std::move(options)) {}

  std::string placement() const override { return options_.at; }

  double penalize_activations(const SiteValues& seen, double share, real* gradient) override {
    constexpr double edge = 1e-4;
    const std::int64_t n = seen.rows(), units = seen.features;
    const double target = options_.target, factor = share * options_.rate;
    means_.assign(static_cast<std::size_t>(units), 0);
    for (std::int64_t i = 0; i < seen.count(); ++i) {
      means_[static_cast<std::size_t>(i % units)] +=
          static_cast<double>(seen.values[i]) / static_cast<double>(n);
    }
    double sum = 0;
    for (double& m : means_) {
      m = std::clamp(m, edge, 1 - edge);
      sum += target * std::log(target / m) + (1 - target) * std::log((1 - target) / (1 - m));
      m = factor / static_cast<double>(n) *
          ((1 - target) / (1 - m) - target / m);  // the gradient from here on
    }
    for (std::int64_t i = 0; i < seen.count(); ++i) {
      gradient[i] += static_cast<real>(means_[static_cast<std::size_t>(i % units)]);
    }
    return factor * sum;
  }

 private:
  std::vector<double> means_;
  KlSparsityOptions options_;
};

}  // namespace

RuleEntry rule_entry_kl_sparsity() {
  return {.name = "kl_sparsity",
          .summary = kl_sparsity_fields().schema().doc,
          .equation = "loss + rate * sum_j KL(target || mean h_j)",
          .source =
              "Hinton 2010, A practical guide to training restricted Boltzmann machines; Ng 2011, "
              "Sparse autoencoder",
          .off_field = "rate",
          .schema = kl_sparsity_fields().schema(),
          .make =
              [](const Value& normalized) {
                return std::make_unique<KlSparsity>(kl_sparsity_fields().take(normalized));
              },
          .small_cases = {Value(Map{{"at", "hidden", {}}, {"rate", 0.1, {}}})},
          .needs = {.activations = ActivationNeeds{.whole_batch = true, .bounded = true}}};
}

}  // namespace regsweep
