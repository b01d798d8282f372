// Additive uniform noise that shrinks with the size of an example (NEFTune: Jain et al. 2023, arXiv
// 2310.05914, at `embedding`).
//
//   training    y = x + a,  a ~ U(-1, 1) * magnitude / sqrt(n)
//               n: elements of the site per example, T * C at an embedding
//   evaluation  y = x
//   gradient    dx = dy
//   magnitude 0 nothing is drawn: bit-identical to no noise
// The paper's alpha is the magnitude, 5 to 15 there.
#include <cmath>

#include "random/draws.hpp"
#include "regularizers/noise_entry.hpp"

namespace regsweep {

NoiseEntry noise_entry_additive_uniform() {
  return {
      .name = "additive_uniform",
      .summary =
          "Adds a uniform number to each element, the smaller the larger an example is (NEFTune)",
      .equation = "y = x + a, a ~ U(-1, 1) * magnitude / sqrt(elements of an example)",
      .source =
          "Jain et al. 2023, NEFTune: Noisy embeddings improve instruction finetuning, arXiv "
          "2310.05914",
      .scalings = {"none"},
      .moments =
          [](const NoiseRequest& r) {
            return NoiseMoments{.addend_variance =
                                    r.rate * r.rate / static_cast<double>(r.example) / 3};
          },
      .draw =
          [](const NoiseRequest& r, NoiseOutput out) {
            const double largest = r.rate / std::sqrt(static_cast<double>(r.example));
            with_words(r, [&](std::int64_t done, std::int64_t now, const std::uint32_t* words) {
              for (std::int64_t i = 0; i < now; ++i) {
                out.addend[done + i] = static_cast<real>((2 * uniform(words[i]) - 1) * largest);
              }
            });
          },
      .strength = {"magnitude", 0, at_least(0),
                   "largest number added, times sqrt(elements of an example); the paper's alpha"},
      .multiplies = false,
      .adds = true,
      .stages = {"values"}};
}

}  // namespace regsweep
