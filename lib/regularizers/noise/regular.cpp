// Regular dropout patterns (Approximate Random Dropout: Song et al. 2018, arXiv 1805.08939): one
// element in `period` is kept.
//
//   training    y = x * m / keep,  m_c = 1 where (c + phase) mod period = 0, else 0
//               c counts along the mask's last axis; period and phase are drawn once per row
//               phase uniform; period one of the two integers d and d + 1 with
//               1 / (d + 1) < keep <= 1 / d, mixed so that each element is dropped with probability
//               rate (the paper searches a distribution over many periods with the same mean)
//   evaluation  y = x  (inverted);   y = keep * x  (inference)
//   mean(m) = keep, variance(m) = rate * keep for each element; elements of a row depend on each
//   other, rows do not
//   rate 0      nothing is drawn
// Row r uses words 0 (period) and 1 (phase) of block r.
#include <cmath>

#include "random/draws.hpp"
#include "regularizers/noise_entry.hpp"

namespace regsweep {
namespace {

void draw_regular(const NoiseRequest& request, NoiseOutput out) {
  const double keep = 1 - request.rate, shorter = std::floor(1 / keep);
  const double chance_of_longer = (1 / shorter - keep) * shorter * (shorter + 1);
  const auto first = static_cast<std::int64_t>(4 * request.first_block),
             end = first + request.count;
  for (std::int64_t e = first; e < end;) {
    const std::int64_t row = e / request.row, row_end = std::min(end, (row + 1) * request.row);
    std::uint32_t words[4];
    philox_words(request.key, request.step, request.pass, static_cast<std::uint64_t>(row), 1,
                 words);
    const auto period =
        static_cast<std::int64_t>(shorter) + (uniform(words[0]) < chance_of_longer ? 1 : 0);
    const auto phase = static_cast<std::int64_t>(uniform(words[1]) * static_cast<double>(period));
    for (; e < row_end; ++e) {
      out.multiplier[e - first] =
          (e % request.row + phase) % period == 0 ? static_cast<real>(request.scale) : real(0);
    }
  }
}

}  // namespace

NoiseEntry noise_entry_regular() {
  return {.name = "regular",
          .summary =
              "Keeps every period-th element of a row, with random period and phase, each element "
              "with probability keep",
          .equation = "y = x * m / keep, m_c = [(c + phase) mod period = 0], E m = keep",
          .source =
              "Song et al. 2018, Approximate random dropout for DNN training acceleration in "
              "GPGPU, arXiv 1805.08939",
          .scalings = {"inverted", "inference", "none"},
          .moments =
              [](const NoiseRequest& r) {
                return NoiseMoments{.mean = 1 - r.rate, .variance = r.rate * (1 - r.rate)};
              },
          .draw = draw_regular,
          .rows = true};
}

}  // namespace regsweep
