// Mixup (Zhang et al. 2018, "mixup: Beyond empirical risk minimization", arXiv 1710.09412).
//
//   training    x = l x_i + (1 - l) x_j and the same for targets
//               j: a permutation of the batch; l ~ Beta(alpha, alpha), one per step
//   evaluation  nothing
//   off         alpha has no neutral value; leave the rule out
// Features only: tokens cannot be mixed. The permutation is the stable argsort of the words of
// stream "mixup" at the step. l is drawn from stream "mixup/share" by Johnk's rejection (1964):
// u^(1 / alpha) / (u^(1 / alpha) + v^(1 / alpha)) for the first pair of uniforms whose powers sum
// to at most 1.
#include <cmath>

#include "core/fields.hpp"
#include "random/draws.hpp"
#include "regularizers/rule_entry.hpp"

namespace regsweep {
namespace {

struct MixupOptions {
  double alpha = 0.2;
};

const Fields<MixupOptions>& mixup_fields() {
  static const Fields<MixupOptions> all =
      Fields<MixupOptions>(
          "mixup",
          "Trains on mixtures of two examples and of their targets; models of features only")
          .required("alpha", &MixupOptions::alpha,
                    "the mixture's share is drawn from Beta(alpha, alpha)", between(0.05, 8))
          .shorthand("alpha");
  return all;
}

class Mixup : public Rule {
 public:
  explicit Mixup(MixupOptions options) : alpha_(options.alpha) {}

  bool mixes() const override { return true; }
  bool changes_targets() const override { return true; }

  Mixing mixing(const StepContext& context, std::int64_t rows) const override {
    const auto step = static_cast<std::uint32_t>(context.step);
    return {share(stream_key(context.seed, "mixup/share"), step),
            permutation(stream_key(context.seed, "mixup"), step, rows)};
  }

 private:
  double share(const StreamKey& key, std::uint32_t step) const {
    for (std::uint64_t block = 0;; ++block) {
      std::uint32_t words[4];
      philox_words(key, step, 0, block, 1, words);
      for (const int pair : {0, 2}) {
        const double a = std::pow(uniform(words[pair] | 256), 1 / alpha_),
                     b = std::pow(uniform(words[pair + 1] | 256), 1 / alpha_);
        if (a + b <= 1) return a / (a + b);
      }
    }
  }

  double alpha_;
};

}  // namespace

RuleEntry rule_entry_mixup() {
  return {
      .name = "mixup",
      .summary = mixup_fields().schema().doc,
      .equation = "x = l x_i + (1 - l) x_j, t = l t_i + (1 - l) t_j, l ~ Beta(alpha, alpha)",
      .source = "Zhang et al. 2018, mixup: Beyond empirical risk minimization, arXiv 1710.09412",
      .off_field = "",
      .schema = mixup_fields().schema(),
      .make =
          [](const Value& normalized) {
            return std::make_unique<Mixup>(mixup_fields().take(normalized));
          },
      .small_cases = {Value(0.4)},
      .needs = {.features = true}};
}

}  // namespace regsweep
