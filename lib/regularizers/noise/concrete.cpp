// Concrete dropout (Gal, Hron & Kendall 2017, arXiv 1705.07832): the rate is learned with the
// weights.
//
//   training    y = x * (1 - z) / (1 - rate)
//               z = 1 / (1 + exp(-(logit rate + logit u) / temperature)),  u uniform: a relaxed
//               Bernoulli variable that has a derivative with respect to the rate; temperature -> 0
//               is inverted Bernoulli dropout
//   penalty     weight_penalty * ||W||^2 / (1 - rate)
//               + entropy_penalty * K * (rate log rate + (1 - rate) log(1 - rate))
//               W: the matrix that the site feeds, K: its columns. With prior length scale l, N
//               training examples and precision tau of a squared error the paper has l^2 / (tau N)
//               and 2 / (tau N); for cross-entropy half of both, with tau = 1
//   evaluation  y = x;  Monte-Carlo passes (evaluation.monte_carlo) draw the same relaxed masks
//   gradient    with a = logit rate, m the whole multiplier:
//               dm/dx as always;  dm/da = m (rate - z / temperature)
//   rate        the first one; the learned one is recorded as learned_rate.<site>. 0: absent
// Biases are not penalized (the authors' programs penalize them as well).
#include <algorithm>
#include <cmath>

#include "random/draws.hpp"
#include "regularizers/noise_entry.hpp"

namespace regsweep {
namespace {

enum Number { temperature, weight_penalty, entropy_penalty };

double logit(double p) { return std::log(p) - std::log1p(-p); }

// (1 - z) / (1 - rate) at u
double multiplier_at(double u, double rate, double warmth) {
  return 1 / (1 + std::exp((logit(rate) + logit(u)) / warmth)) / (1 - rate);
}

NoiseMoments moments(const NoiseRequest& r) {
  if (r.rate == 0) return {};
  constexpr int cells = 20000;  // midpoint rule over u
  NoiseMoments out{0, 0};
  double squares = 0;
  for (int i = 0; i < cells; ++i) {
    const double m = multiplier_at((i + 0.5) / cells, r.rate, r.numbers[temperature]);
    out.mean += m / cells;
    squares += m * m / cells;
  }
  out.variance = squares - out.mean * out.mean;
  return out;
}

void draw_concrete(const NoiseRequest& r, NoiseOutput out) {
  with_words(r, [&](std::int64_t done, std::int64_t now, const std::uint32_t* words) {
    for (std::int64_t i = 0; i < now; ++i) {
      out.multiplier[done + i] =
          static_cast<real>(multiplier_at(uniform(words[i] | 256), r.rate, r.numbers[temperature]));
    }
  });
}

double slope(const NoiseRequest& r, std::int64_t count, const real* multiplier, const real* values,
             const real* gradient) {
  double sum = 0;
  for (std::int64_t i = 0; i < count; ++i) {
    const double z = 1 - static_cast<double>(multiplier[i]) * (1 - r.rate);
    sum += static_cast<double>(gradient[i]) * static_cast<double>(values[i]) *
           (r.rate - z / r.numbers[temperature]);
  }
  return sum;
}

NoiseLearning::Penalty penalty(const NoiseRequest& r, std::int64_t in, double squares) {
  const double p = r.rate, keep = 1 - p, weights = r.numbers[weight_penalty],
               entropy = r.numbers[entropy_penalty] * static_cast<double>(in);
  // d rate / d a = rate * keep
  return {.value = weights * squares / keep + entropy * (p * std::log(p) + keep * std::log(keep)),
          .by_logit = weights * squares * p / keep + entropy * logit(p) * p * keep,
          .by_squares = weights / keep};
}

}  // namespace

NoiseEntry noise_entry_concrete() {
  return {
      .name = "concrete",
      .summary =
          "Drops with a learned rate: relaxed Bernoulli dropout, and a penalty that asks for noise",
      .equation =
          "y = x (1 - z) / (1 - rate), z = sigmoid((logit rate + logit u) / temperature), u ~ U(0, "
          "1); "
          "loss + weight_penalty ||W||^2 / (1 - rate) - entropy_penalty K H(rate)",
      .source = "Gal, Hron & Kendall 2017, Concrete dropout, arXiv 1705.07832",
      .scalings = {"none"},
      .moments = moments,
      .draw = draw_concrete,
      .strength = {"rate", 0, from_below(0, 1),
                   "probability of dropping at the start; it is learned"},
      .numbers = {{"temperature", 0.1, above(0), "of the relaxation; 0 would be Bernoulli"},
                  {"weight_penalty", 1e-6, at_least(0),
                   "factor of the squares of the weights, the paper's l^2 / (tau N)"},
                  {"entropy_penalty", 1e-5, at_least(0),
                   "factor of the entropy of the masks, the paper's 2 / (tau N)"}},
      .stages = {"values"},
      .learns = NoiseLearning{slope, penalty}};
}

}  // namespace regsweep
