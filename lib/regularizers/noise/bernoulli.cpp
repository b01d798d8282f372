// Bernoulli dropout (Hinton et al. 2012, arXiv 1207.0580; Srivastava et al. 2014, JMLR 15:1929).
//
//   training    y = x * m / keep,  m = 0 with probability rate, else 1           (scaling inverted)
//               y = x * m                                                        (scaling inference)
//   evaluation  y = x              (inverted);   y = keep * x   (inference, the original formulation)
//   mean(m) = keep, variance(m) = rate * keep; the backward pass uses the same mask and the same scale
//   rate 0      nothing is drawn: bit-identical to no dropout
//   masks nest: what a rate drops, every larger rate drops too (same seed, site, step)
#include <algorithm>

#include "random/draws.hpp"
#include "regularizers/noise_entry.hpp"
#include "tensor/kernels/elementwise.hpp"

namespace regsweep {
namespace {

void draw(const NoiseMoment& moment, double rate, double scale, std::uint64_t first_block, std::int64_t count, NoiseOutput out) {
  constexpr std::int64_t piece = 4096;  // words of a piece stay in the first-level cache
  std::uint32_t words[piece];
  const std::uint32_t threshold = drop_threshold(rate);
  for (std::int64_t done = 0; done < count; done += piece) {
    const std::int64_t now = std::min(piece, count - done);
    philox_words(moment.key, moment.step, moment.pass, first_block + static_cast<std::uint64_t>(done / 4),
                 static_cast<std::uint64_t>((now + 3) / 4), words);
    kernels::keep_or_drop(now, words, threshold, static_cast<real>(scale), out.multiplier + done);
  }
}

}  // namespace

NoiseEntry noise_entry_bernoulli() {
  return {.name = "bernoulli",
          .summary = "Drops each element with probability `rate`",
          .equation = "y = x * m / keep, m ~ Bernoulli(keep)",
          .source = "Hinton et al. 2012, arXiv 1207.0580; Srivastava et al. 2014, JMLR 15:1929-1958",
          .scalings = {"inverted", "inference", "none"},
          .mean = [](double rate) { return 1 - rate; },
          .variance = [](double rate) { return rate * (1 - rate); },
          .draw = draw};
}

}  // namespace regsweep
