// Block dropout: neighbours along the last axis that has its own masks are dropped together (in one
// dimension, and without the overlap, DropBlock of Ghiasi et al. 2018, arXiv 1810.12890; along
// keys, the windows of DropAttention).
//
//   training    y = x * m / keep,  m constant over `size` consecutive elements, 0 with probability
//               rate, else 1; the last block of a row may be shorter
//   which axis  the last one of the site that is not in `share`: features of a layer, keys of
//               attention; with share: [feature] of [batch, feature] the examples of the batch, in
//               its order
//   evaluation  y = x  (inverted);   y = keep * x  (inference)
//   mean(m) = keep, variance(m) = rate * keep for each element; blocks are independent
//   rate 0      nothing is drawn; size 1 is bernoulli, bit for bit
#include "random/draws.hpp"
#include "regularizers/noise_entry.hpp"
#include "tensor/kernels/elementwise.hpp"

namespace regsweep {

NoiseEntry noise_entry_block() {
  return {
      .name = "block",
      .summary =
          "Drops blocks of consecutive elements along the last axis that is not shared, each with "
          "probability `rate`",
      .equation =
          "y = x * m / keep, m ~ Bernoulli(keep), one m per `size` consecutive elements of the "
          "last axis that is not shared",
      .source =
          "Ghiasi, Lin & Le 2018, DropBlock, arXiv 1810.12890 (there in two dimensions, "
          "overlapping)",
      .scalings = {"inverted", "inference", "none"},
      .moments =
          [](const NoiseRequest& r) {
            return NoiseMoments{.mean = 1 - r.rate, .variance = r.rate * (1 - r.rate)};
          },
      .draw =
          [](const NoiseRequest& r, NoiseOutput out) {
            with_words(r, [&](std::int64_t done, std::int64_t now, const std::uint32_t* words) {
              kernels::keep_or_drop(now, words, drop_threshold(r.rate), static_cast<real>(r.scale),
                                    out.multiplier + done);
            });
          },
      .numbers = {{"size", 8, at_least(1),
                   "consecutive elements along the last axis that is not in share, which are "
                   "dropped together; the last block of a row may be shorter",
                   true}},
      .blocks = true};
}

}  // namespace regsweep
