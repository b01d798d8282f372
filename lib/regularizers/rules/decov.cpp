// DeCov (Cogswell et al. 2016, "Reducing overfitting in deep networks by decorrelating
// representations", arXiv 1511.06068).
//
//   training    loss + rate / 2 * (||C||_F^2 - ||diag C||^2)
//               C_ij = mean over the n rows of (h_i - mean h_i) (h_j - mean h_j)
//               rows: the batch, and the positions of its sequences
//   gradient    2 rate / n * sum_(j != i) C_ij (h_j - mean h_j) is added at h_i
//   evaluation  losses are recorded without the penalty
//   rate 0      absent
// h has the noise of its site. A site of F units costs two products of [F, F] with [n, F] per step.
#include "core/fields.hpp"
#include "regularizers/rule_entry.hpp"
#include "tensor/gemm.hpp"
#include "tensor/kernels/elementwise.hpp"
#include "tensor/kernels/sums.hpp"

namespace regsweep {
namespace {

struct DecovOptions {
  std::string at;
  double rate = 0;
};

const Fields<DecovOptions>& decov_fields() {
  static const Fields<DecovOptions> all =
      Fields<DecovOptions>(
          "decov", "Decorrelates units: penalizes covariances of activations over the batch")
          .required("at", &DecovOptions::at,
                    "placement at whose activations the rule looks, for example hidden")
          .required("rate", &DecovOptions::rate, "factor of the covariances; 0 is absent",
                    at_least(0))
          .shorthand("rate");
  return all;
}

class Decov : public Rule {
 public:
  explicit Decov(DecovOptions options) : options_(std::move(options)) {}

  std::string placement() const override { return options_.at; }

  double penalize_activations(const SiteValues& seen, double share, real* gradient) override {
    const std::int64_t n = seen.rows(), F = seen.features;
    centred_.assign(seen.values, seen.values + seen.count());
    means_.resize(static_cast<std::size_t>(F));
    kernels::column_sums(n, F, seen.values, means_.data());
    for (std::int64_t i = 0; i < seen.count(); ++i) {
      centred_[static_cast<std::size_t>(i)] -=
          means_[static_cast<std::size_t>(i % F)] / static_cast<real>(n);
    }
    covariance_.resize(static_cast<std::size_t>(F * F));
    const MatrixView centred(centred_.data(), n, F);
    gemm(centred.transpose(), centred, Accumulate::no, {covariance_.data(), F, F},
         real(1) / static_cast<real>(n));
    for (std::int64_t i = 0; i < F; ++i) covariance_[static_cast<std::size_t>(i * F + i)] = 0;
    const double factor = share * options_.rate;
    gemm(centred, {covariance_.data(), F, F}, Accumulate::yes, {gradient, n, F},
         static_cast<real>(2 * factor / static_cast<double>(n)));
    return factor / 2 * kernels::sum_of_squares(F * F, covariance_.data());
  }

 private:
  std::vector<real> centred_, means_, covariance_;  // [n, F], [F], [F, F]
  DecovOptions options_;
};

}  // namespace

RuleEntry rule_entry_decov() {
  return {.name = "decov",
          .summary = decov_fields().schema().doc,
          .equation =
              "loss + rate / 2 * (||C||_F^2 - ||diag C||^2), C the covariances of h over the batch",
          .source =
              "Cogswell et al. 2016, Reducing overfitting in deep networks by decorrelating "
              "representations, arXiv 1511.06068",
          .off_field = "rate",
          .schema = decov_fields().schema(),
          .make =
              [](const Value& normalized) {
                return std::make_unique<Decov>(decov_fields().take(normalized));
              },
          .small_cases = {Value(Map{{"at", "hidden", {}}, {"rate", 0.5, {}}})},
          .needs = {.activations = ActivationNeeds{.whole_batch = true}}};
}

}  // namespace regsweep
