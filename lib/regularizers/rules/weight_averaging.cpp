// Weight averaging: what is evaluated is an average of the weights along training (Polyak &
// Juditsky 1992; equal weights late in training: SWA, Izmailov et al. 2018, arXiv 1803.05407).
//
//   from step start * steps on, after each step
//     ema       average = decay * average + (1 - decay) * W
//     swa       average = mean of the W after this and every `interval`-th step since
//   before that, and always for training, W itself
//   evaluation  of the average; curves, best values and final values are its own, and so are the
//               parameters that a trial keeps (the trained ones are kept beside them)
#include <algorithm>
#include <cmath>

#include "core/fields.hpp"
#include "core/simd.hpp"
#include "regularizers/rule_entry.hpp"

namespace regsweep {
namespace {

struct WeightAveragingOptions {
  std::string kind = "ema";
  double start = 0;
  double decay = 0.999;
  std::int64_t interval = 1;
};

const Fields<WeightAveragingOptions>& weight_averaging_fields() {
  static const Fields<WeightAveragingOptions> all = [] {
    using O = WeightAveragingOptions;
    return Fields<O>("weight_averaging",
                     "Evaluates an average of the weights instead of the last ones")
        .tag("kind", &O::kind, "how weights are averaged")
        .shorthand("kind")
        .alternative(
            Fields<O>("ema", "exponential moving average")
                .add("decay", &O::decay,
                     "share of the average that stays: average = decay * average + (1 - decay) * W "
                     "after each step",
                     from_below(0, 1)))
        .alternative(Fields<O>("swa", "mean with equal weights")
                         .add("interval", &O::interval,
                              "the average is that of the weights after the step at which it began "
                              "and after every so many steps since",
                              at_least(1), "steps"))
        .add("start", &O::start, "fraction of the training after which averaging begins",
             from_below(0, 1));
  }();
  return all;
}

REGSWEEP_KERNEL void move_towards(std::int64_t n, real share, const real* REGSWEEP_RESTRICT w,
                                  real* REGSWEEP_RESTRICT average) {
  for (std::int64_t i = 0; i < n; ++i) average[i] += share * (w[i] - average[i]);
}

class WeightAveraging : public Rule {
 public:
  explicit WeightAveraging(WeightAveragingOptions options)
      : options_(std::move(options)), equal_weights_(options_.kind == "swa") {}

  void start(const ParameterLayout&, const Flat& initial_weights) override {
    average_ = initial_weights;
  }

  void after_step(const StepContext& context, const Flat& weights) override {
    const std::int64_t since =
        context.step -
        static_cast<std::int64_t>(std::floor(options_.start * static_cast<double>(context.steps)));
    if (since <= 0) {
      average_ = weights;
      return;
    }
    if (equal_weights_ && since % options_.interval != 0) return;
    const double share = equal_weights_ ? 1 / static_cast<double>(since / options_.interval + 1)
                                        : 1 - options_.decay;
    move_towards(static_cast<std::int64_t>(weights.size()), static_cast<real>(share),
                 weights.data(), average_.data());
  }

  const Flat* evaluated_weights() const override { return &average_; }
  std::vector<std::pair<std::string, Flat*>> state() override {
    return {{"weight_averaging", &average_}};
  }

 private:
  WeightAveragingOptions options_;
  bool equal_weights_;  // swa, not ema
  Flat average_;
};

}  // namespace

RuleEntry rule_entry_weight_averaging() {
  return {
      .name = "weight_averaging",
      .summary = weight_averaging_fields().schema().doc,
      .equation = "ema: a = decay a + (1 - decay) W; swa: a = mean of W over steps",
      .source =
          "Polyak & Juditsky 1992; Izmailov et al. 2018, Averaging weights leads to wider "
          "optima, arXiv 1803.05407",
      .off_field = "",
      .schema = weight_averaging_fields().schema(),
      .make =
          [](const Value& normalized) {
            return std::make_unique<WeightAveraging>(weight_averaging_fields().take(normalized));
          },
      .small_cases = {Value("ema"), Value("swa"),
                      Value(Map{{"kind", "swa", {}}, {"start", 0.3, {}}, {"interval", 3, {}}})},
      .kept_arrays = 1};
}

}  // namespace regsweep
