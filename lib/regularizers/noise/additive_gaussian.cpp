// Additive Gaussian noise (on inputs: Bishop 1995, "Training with noise is equivalent to Tikhonov
// regularization"; on weights: Graves 2011, "Practical variational inference for neural networks").
//
//   training    y = x + a,  a ~ N(0, deviation^2)
//   evaluation  y = x
//   gradient    dx = dy
//   deviation 0 nothing is drawn: bit-identical to no noise
#include "random/draws.hpp"
#include "regularizers/noise_entry.hpp"

namespace regsweep {

NoiseEntry noise_entry_additive_gaussian() {
  return {
      .name = "additive_gaussian",
      .summary = "Adds a normal number with mean 0 to each element",
      .equation = "y = x + a, a ~ N(0, deviation^2)",
      .source =
          "Bishop 1995, Neural Computation 7:108-116 (inputs); Graves 2011, NIPS 24 (weights)",
      .scalings = {"none"},
      .moments =
          [](const NoiseRequest& r) { return NoiseMoments{.addend_variance = r.rate * r.rate}; },
      .draw =
          [](const NoiseRequest& r, NoiseOutput out) {
            with_words(r, [&](std::int64_t done, std::int64_t now, const std::uint32_t* words) {
              normals_about(now, words, 0, static_cast<real>(r.rate), out.addend + done);
            });
          },
      .strength = {"deviation", 0, at_least(0),
                   "standard deviation of what is added, in the units of the site"},
      .multiplies = false,
      .adds = true,
      .stages = {"values", "logits", "weights"}};
}

}  // namespace regsweep
