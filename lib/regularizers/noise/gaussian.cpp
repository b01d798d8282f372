// Multiplicative Gaussian noise (Srivastava et al. 2014, JMLR 15:1929, section 10).
//
//   training    y = x * m,  m ~ N(1, rate / keep): the first two moments of inverted Bernoulli dropout at the same rate
//   evaluation  y = x
//   mean(m) = 1, variance(m) = rate / keep; the backward pass uses the same multipliers
//   rate 0      nothing is drawn: bit-identical to no noise
#include <algorithm>
#include <cmath>

#include "regularizers/noise_entry.hpp"
#include "tensor/kernels/elementwise.hpp"

namespace regsweep {
namespace {

void draw(const NoiseMoment& moment, double rate, double scale, std::uint64_t first_block, std::int64_t count, NoiseOutput out) {
  constexpr std::int64_t piece = 4096;
  std::uint32_t words[piece];
  real multipliers[piece];
  const auto deviation = static_cast<real>(std::sqrt(rate / (1 - rate)));
  for (std::int64_t done = 0; done < count; done += piece) {
    const std::int64_t now = std::min(piece, count - done), padded = (now + 3) / 4 * 4;
    philox_words(moment.key, moment.step, moment.pass, first_block + static_cast<std::uint64_t>(done / 4),
                 static_cast<std::uint64_t>(padded / 4), words);
    kernels::gaussian_about_one(padded, words, deviation, multipliers);
    for (std::int64_t i = 0; i < now; ++i) out.multiplier[done + i] = multipliers[i] * static_cast<real>(scale);
  }
}

}  // namespace

NoiseEntry noise_entry_gaussian() {
  return {.name = "gaussian",
          .summary = "Multiplies each element by a normal number with mean 1 and variance rate / keep",
          .equation = "y = x * m, m ~ N(1, rate / keep)",
          .source = "Srivastava et al. 2014, JMLR 15:1929-1958, section 10",
          .scalings = {"inverted"},
          .mean = [](double) { return 1.0; },
          .variance = [](double rate) { return rate / (1 - rate); },
          .draw = draw};
}

}  // namespace regsweep
