// SiteNoise: the noise at one site. Five independent choices: noise, rate (or keep), share, schedule, scaling.
//
//   training    y = x * m * s       m: one multiplier per element of the mask, shared along the axes in `share`
//   evaluation  y = x               `inverted` (s = 1 / mean m while training) and `none` (s = 1)
//               y = x * mean m      `inference` (s = 1 while training): the original formulation
// Noise that adds instead leaves evaluation alone. The backward pass multiplies by the same m * s. While the scheduled rate is 0
// nothing is drawn and y is x, bit for bit. The mask is a function of (seed, site, step, pass) and of nothing else; the batch axis
// counts positions in the whole batch, so a batch may be computed in parts.
#pragma once

#include <memory>
#include <span>
#include <string>
#include <vector>

#include "core/fields.hpp"
#include "regularizers/noise_entry.hpp"
#include "regularizers/rate_schedule.hpp"
#include "regularizers/site.hpp"

namespace regsweep {

struct SiteNoiseOptions {
  std::string noise = "bernoulli";
  double rate = 0;
  std::vector<std::string> share;
  RateSchedule schedule;
  std::string scaling = "inverted";
};

/// The YAML map of one placement; a bare number is {rate: number}. Normal form: `keep` becomes `rate`, `share` is sorted.
const Schema& site_noise_schema();
SiteNoiseOptions read_site_noise(const Value& normalized);

/// Checks options against the site that they are meant for (axes, stage); ConfigurationError at the value's place.
void check_site_noise(const Value& normalized, const Site& site, const std::string& path);

/// Training or evaluation, and where.
struct NoisePass {
  bool training = false;
  std::uint32_t step = 0;
  std::uint32_t pass = 0;
  std::int64_t first_row = 0;  // position in the whole batch of the first row of this call
};

/// What a model computes at a site: y = x * multiplier * scale + addend, elementwise; a null array is left out. The gradient is
/// dx = dy * multiplier * scale.
struct Draw {
  const real* multiplier = nullptr;
  real scale = 1;
  const real* addend = nullptr;  // may hold minus infinity at a site of stage logits
  bool identity() const { return multiplier == nullptr && scale == 1 && addend == nullptr; }
};

class SiteNoise {
 public:
  SiteNoise(const SiteNoiseOptions& options, const Site& site, std::uint32_t seed, std::int64_t total_steps);

  /// The noise for a tensor of this shape (one length per axis of the site). Valid until the next call.
  Draw draw(const NoisePass& moment, std::span<const std::int64_t> shape);

  double rate_at(std::int64_t step) const;

 private:
  SiteNoiseOptions options_;
  Site site_;
  const NoiseEntry* entry_;
  StreamKey key_;
  std::int64_t total_steps_;
  std::vector<bool> shared_;  // per axis

  // An array of one element per element of the mask, and the same repeated along the shared axes; kept between calls.
  struct Buffer {
    std::vector<real> mask, expanded;
  };
  const real* whole(Buffer& buffer, std::size_t skip, std::span<const std::int64_t> shape) const;
  Buffer multiplier_, addend_;
};

/// The noise at each site of a model, by the site's index; null where there is none.
using SiteNoises = std::vector<std::unique_ptr<SiteNoise>>;

}  // namespace regsweep
