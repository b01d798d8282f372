// Alpha dropout (Klambauer et al. 2017, "Self-normalizing neural networks", arXiv 1706.02515,
// section on new dropout techniques).
//
//   training    y = a (x m + s (1 - m)) + b,  m = 0 with probability rate, else 1
//               s = -1.7580993408473766, the limit of SELU for large negative inputs
//               a = 1 / sqrt(keep (1 + rate s^2)),  b = -a rate s: an input of mean 0 and variance
//               1 keeps both
//   evaluation  y = x
//   gradient    dx = dy * a * m
//   rate 0      nothing is drawn: bit-identical to no dropout
// Meant for sites behind SELU.
#include <cmath>

#include "random/draws.hpp"
#include "regularizers/noise_entry.hpp"

namespace regsweep {
namespace {

constexpr double saturation = -1.7580993408473766;

double gain(double rate) {
  return 1 / std::sqrt((1 - rate) * (1 + rate * saturation * saturation));
}

void draw_alpha(const NoiseRequest& request, NoiseOutput out) {
  const std::uint32_t threshold = drop_threshold(request.rate);
  const double a = gain(request.rate), b = -a * request.rate * saturation;
  const auto kept = static_cast<real>(a), shift = static_cast<real>(b),
             dropped = static_cast<real>(a * saturation + b);
  with_words(request, [&](std::int64_t done, std::int64_t now, const std::uint32_t* words) {
    for (std::int64_t i = 0; i < now; ++i) {
      const bool drops = (words[i] >> 8) < threshold;
      out.multiplier[done + i] = drops ? real(0) : kept;
      out.addend[done + i] = drops ? dropped : shift;
    }
  });
}

}  // namespace

NoiseEntry noise_entry_alpha() {
  return {.name = "alpha",
          .summary =
              "Sets each element to SELU's negative limit with probability `rate`, keeping mean 0 "
              "and variance 1",
          .equation =
              "y = a (x m + s (1 - m)) + b, m ~ Bernoulli(keep), s = -1.7581, a = 1 / sqrt(keep (1 "
              "+ rate s^2)), b = -a rate s",
          .source = "Klambauer et al. 2017, Self-normalizing neural networks, arXiv 1706.02515",
          .scalings = {"none"},
          .moments =
              [](const NoiseRequest& r) {
                const double a = gain(r.rate), spread = r.rate * (1 - r.rate);
                return NoiseMoments{a * (1 - r.rate), a * a * spread, 0,
                                    a * a * saturation * saturation * spread};
              },
          .draw = draw_alpha,
          .adds = true,
          .stages = {"values"}};
}

}  // namespace regsweep
