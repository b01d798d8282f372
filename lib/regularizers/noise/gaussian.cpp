// Multiplicative Gaussian noise (Srivastava et al. 2014, JMLR 15:1929, section 10).
//
//   training    y = x * m,  m ~ N(1, rate / keep): the first two moments of inverted Bernoulli
//               dropout at the same rate
//   evaluation  y = x
//   mean(m) = 1, variance(m) = rate / keep; the backward pass uses the same multipliers
//   rate 0      nothing is drawn: bit-identical to no noise
#include <cmath>

#include "random/draws.hpp"
#include "regularizers/noise_entry.hpp"

namespace regsweep {

NoiseEntry noise_entry_gaussian() {
  return {
      .name = "gaussian",
      .summary = "Multiplies each element by a normal number with mean 1 and variance rate / keep",
      .equation = "y = x * m, m ~ N(1, rate / keep)",
      .source = "Srivastava et al. 2014, JMLR 15:1929-1958, section 10",
      .scalings = {"inverted"},
      .moments =
          [](const NoiseRequest& r) {
            return NoiseMoments{.mean = 1, .variance = r.rate / (1 - r.rate)};
          },
      .draw =
          [](const NoiseRequest& r, NoiseOutput out) {
            const auto deviation = static_cast<real>(std::sqrt(r.rate / (1 - r.rate)));
            with_words(r, [&](std::int64_t done, std::int64_t now, const std::uint32_t* words) {
              normals_about(now, words, 1, deviation, out.multiplier + done);
            });
          },
      .strength = {"rate", 0, from_below(0, 1),
                   "the variance is rate / (1 - rate), that of dropout at this rate"}};
}

}  // namespace regsweep
