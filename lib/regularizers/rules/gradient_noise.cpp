// Gradient noise (Neelakantan et al. 2015, "Adding gradient noise improves learning for very deep
// networks", arXiv 1511.06807).
//
//   training    g = g + N(0, rate / (1 + t)^decay) for every parameter, t the 0-based step; before
//               clipping
//   evaluation  nothing
//   rate 0      absent
// The paper's eta is the rate (0.01, 0.3, 1 there), its gamma the decay. Normals of stream
// "gradient_noise" at step t, element e of the parameters laid end to end.
#include <cmath>

#include "core/fields.hpp"
#include "random/draws.hpp"
#include "random/philox.hpp"
#include "regularizers/rule_entry.hpp"
#include "tensor/kernels/elementwise.hpp"
#include "tensor/kernels/sums.hpp"

namespace regsweep {
namespace {

struct GradientNoiseOptions {
  double rate = 0;
  double decay = 0.55;
};

const Fields<GradientNoiseOptions>& gradient_noise_fields() {
  static const Fields<GradientNoiseOptions> all =
      Fields<GradientNoiseOptions>("gradient_noise",
                                   "Adds normal noise to the gradient, less and less of it")
          .required("rate", &GradientNoiseOptions::rate,
                    "variance at the first step, the paper's eta; 0 is absent", at_least(0))
          .add("decay", &GradientNoiseOptions::decay,
               "exponent with which the variance falls, the paper's gamma", at_least(0))
          .shorthand("rate");
  return all;
}

class GradientNoise : public Rule {
 public:
  explicit GradientNoise(GradientNoiseOptions options) : options_(options) {}

  void change_gradient(const StepContext& context, const ParameterLayout& layout,
                       Flat& gradient) const override {
    const double variance =
        options_.rate / std::pow(1 + static_cast<double>(context.step), options_.decay);
    const StreamKey key = stream_key(context.seed, "gradient_noise");
    std::size_t first = 0;
    for (const ParameterInfo& each : layout.all()) {
      if (each.learned) {
        add(key, context.step, static_cast<real>(std::sqrt(variance)), first, each, gradient);
      }
      first += each.size;
    }
  }

 private:
  // Whole blocks of four words, the first of them perhaps begun by the parameter before.
  static void add(const StreamKey& key, std::int64_t step, real deviation, std::size_t first,
                  const ParameterInfo& each, Flat& gradient) {
    constexpr std::size_t piece = 4096;
    std::uint32_t words[piece];
    real noise[piece];
    const std::size_t end = first + each.size;
    for (std::size_t at = first / 4 * 4; at < end; at += piece) {
      const std::size_t now = std::min(piece, end - at), skip = at < first ? first - at : 0;
      philox_words(key, static_cast<std::uint32_t>(step), 0, at / 4, (now + 3) / 4, words);
      normals_about(static_cast<std::int64_t>(now), words, 0, deviation, noise);
      kernels::add_scaled(static_cast<std::int64_t>(now - skip), 1, noise + skip,
                          data(gradient, each) + (at + skip - first));
    }
  }

  GradientNoiseOptions options_;
};

}  // namespace

RuleEntry rule_entry_gradient_noise() {
  return {.name = "gradient_noise",
          .summary = gradient_noise_fields().schema().doc,
          .equation = "g = g + N(0, rate / (1 + t)^decay)",
          .source =
              "Neelakantan et al. 2015, Adding gradient noise improves learning for very deep "
              "networks, arXiv 1511.06807",
          .off_field = "rate",
          .schema = gradient_noise_fields().schema(),
          .make =
              [](const Value& normalized) {
                return std::make_unique<GradientNoise>(gradient_noise_fields().take(normalized));
              },
          .small_cases = {Value(0.01)}};
}

}  // namespace regsweep
