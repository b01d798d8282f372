// DropKey (Li et al. 2022, arXiv 2208.02646): keys are dropped before the softmax, so each row of
// attention still sums to 1.
//
//   training    logit(query, key) + a
//               a = -infinity with probability rate, else 0; a = 0 where key = query
//   evaluation  unchanged
//   gradient    a dropped logit gets attention 0 and hence gradient 0
//   rate 0      nothing is drawn
// A query keeps itself, since under a causal mask the first query has no other key. share: [query]
// drops a key for all queries at once (but its own). The same as dropping attention weights and
// dividing each row by what is left of it: the `renormalize` of DropAttention (Lin et al. 2019,
// arXiv 1907.11065). The paper lowers the rate with depth.
#include <limits>

#include "random/draws.hpp"
#include "regularizers/noise_entry.hpp"

namespace regsweep {

NoiseEntry noise_entry_drop_key() {
  return {
      .name = "drop_key",
      .summary =
          "Hides each key from a query with probability `rate`, never a query's own; rows of "
          "attention sum to 1",
      .equation =
          "A = softmax(logits + a), a = -infinity with probability rate, else 0; 0 on the diagonal",
      .source = "Li et al. 2022, DropKey, arXiv 2208.02646",
      .scalings = {"none"},
      .moments =
          [](const NoiseRequest&) {
            return NoiseMoments{.addend_mean = -std::numeric_limits<double>::infinity()};
          },
      .draw =
          [](const NoiseRequest& r, NoiseOutput out) {
            const std::uint32_t threshold = drop_threshold(r.rate);
            with_words(r, [&](std::int64_t done, std::int64_t now, const std::uint32_t* words) {
              for (std::int64_t i = 0; i < now; ++i) {
                out.addend[done + i] =
                    (words[i] >> 8) < threshold ? -std::numeric_limits<real>::infinity() : real(0);
              }
            });
          },
      .multiplies = false,
      .adds = true,
      .stages = {"logits"},
      .spares_diagonal = true};
}

}  // namespace regsweep
