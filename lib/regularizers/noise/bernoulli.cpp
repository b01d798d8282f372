// Bernoulli dropout (Hinton et al. 2012, arXiv 1207.0580; Srivastava et al. 2014, JMLR 15:1929).
//
//   training    m = 0 with probability rate, else 1
//               y = x * m / keep  (scaling inverted)
//               y = x * m         (scaling inference, the original formulation; moments)
//               y = x * m / (share of its row that is kept), rows without any drawn again (scaling
//                                 renormalize: DropHead's H / sum)
//   evaluation  y = x             (inverted, renormalize)
//               y = keep * x      (inference)
//               y = keep * x, and activations averaged over N(mean, variance) of the products with
//                                 a dropped weight matrix (moments)
//   mean(m) = keep, variance(m) = rate * keep; the backward pass uses the same mask and scale
//   rate 0      nothing is drawn: bit-identical to no dropout
//   masks nest: what a rate drops, every larger rate drops too (same seed, site, step)
#include "random/draws.hpp"
#include "random/keep_bits.hpp"
#include "regularizers/noise_entry.hpp"
#include "tensor/kernels/elementwise.hpp"

namespace regsweep {
namespace {

void draw_bits(const NoiseRequest& r, std::uint16_t* kept) {
  const std::uint32_t threshold = drop_threshold(r.rate);
  const std::uint64_t first_group = r.first_block / 4;
  if (r.groups.empty()) {
    keep_bits(r.key, r.step, r.pass, threshold, first_group, (r.count + 15) / 16, kept);
  } else {
    keep_bits_of(r.key, r.step, r.pass, threshold, first_group, r.groups, kept);
  }
}

}  // namespace

NoiseEntry noise_entry_bernoulli() {
  return {
      .name = "bernoulli",
      .summary = "Drops each element with probability `rate`",
      .equation = "y = x * m / keep, m ~ Bernoulli(keep)",
      .source = "Hinton et al. 2012, arXiv 1207.0580; Srivastava et al. 2014, JMLR 15:1929-1958",
      .scalings = {"inverted", "inference", "moments", "renormalize", "none"},
      .moments =
          [](const NoiseRequest& r) {
            return NoiseMoments{.mean = 1 - r.rate, .variance = r.rate * (1 - r.rate)};
          },
      .draw =
          [](const NoiseRequest& r, NoiseOutput out) {
            if (out.kept != nullptr) return draw_bits(r, out.kept);
            with_words(r, [&](std::int64_t done, std::int64_t now, const std::uint32_t* words) {
              kernels::keep_or_drop(now, words, drop_threshold(r.rate), static_cast<real>(r.scale),
                                    out.multiplier + done);
            });
          },
      .bits = true};
}

}  // namespace regsweep
