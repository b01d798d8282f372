// SiteNoise: the noise at one site. Five independent choices: noise, rate (or keep), share,
// schedule, scaling.
//
//   training    y = x * m * s + a
//               m, a: one number per element of the mask, shared along the axes in `share`
//   evaluation  y = x           `inverted` (s = 1 / mean m while training), `none` (s = 1),
//                               `renormalize` (s = 1 / the share of its row that is kept, so that
//                               each row of m * s has mean 1)
//               y = x * mean m  `inference` (s = 1 while training): the original formulation
//                               `moments` (the same), and the model averages over normal noise of
//                               the variance of m
// Noise that adds instead leaves evaluation alone. The backward pass multiplies by the same m * s.
//
// What is computed without noise is one function of the step, in training as in evaluation: while
// the scheduled rate is 0 nothing is drawn, and y is x, bit for bit; but x * mean m of the full
// rate with `inference` and `moments` where the noise only ends before the training does (schedule
// off_at_end), since the weights expect the scale that they were trained with.
//
// The mask is a function of (seed, site, step, pass) and of nothing else; the batch axis counts
// positions in the whole batch, so a batch may be computed in parts.
#pragma once

#include <memory>
#include <span>
#include <string>
#include <vector>

#include "core/fields.hpp"
#include "regularizers/learned_rate.hpp"
#include "regularizers/noise_entry.hpp"
#include "regularizers/rate_schedule.hpp"
#include "regularizers/site.hpp"
#include "tensor/kernels/factors.hpp"

namespace regsweep {

struct SiteNoiseOptions {
  std::string noise = "bernoulli";
  double rate = 0;  // the entry's strength: a probability, unless the entry names it otherwise
  std::vector<double> numbers;  // the entry's own
  std::vector<std::string> share;
  RateSchedule schedule;
  std::string scaling = "inverted";
};

/// The YAML map of one placement; a bare number is {rate: number}. Normal form: `keep` becomes
/// `rate`, `share` is sorted.
const Schema& site_noise_schema();
SiteNoiseOptions read_site_noise(const Value& normalized);

/// The strength is above 0: the rate, or what the noise has instead.
bool acts(const Value& normalized);

/// Whether its masks are one bit per element, and not one number: each element is kept or dropped
/// by itself.
bool draws_bits(const SiteNoiseOptions& options);

/// Whether this kind of noise can act at the site; and whether it can with this scaling.
bool accepts(const Site& site, const NoiseEntry& entry);
bool accepts(const Site& site, const NoiseEntry& entry, const std::string& scaling);

/// Checks options against the site that they are meant for (axes, stage); ConfigurationError at the
/// value's place.
void check_site_noise(const Value& normalized, const Site& site, const std::string& path);

struct SiteOverride;

/// Training or evaluation, and where.
struct NoisePass {
  bool training = false;
  std::uint32_t step = 0;
  std::uint32_t pass = 0;
  std::int64_t first_row = 0;  // position in the whole batch of the first row of this call
  const SiteOverride* instead = nullptr;  // replaces the noise of some sites
  std::int64_t batch_rows = 0;            // of the whole batch; 0: this call is all of it
  bool learns = false;                    // of a training step: norms use the batch's statistics
};

/// What a model computes at a site: y = x * factors + addend, elementwise; without addend that is
/// left out. The gradient is dx = dy * factors. At a causal site the factors of pairs that are not
/// used may be anything.
struct Draw {
  kernels::Factors factors;
  const real* addend = nullptr;  // may hold minus infinity at a site of stage logits
  bool rows_alike = false;       // all rows of axis 0 have the same noise (share: [batch])
  real variance = 0;  // of a multiplier that evaluation is to average over, with scaling `moments`
  bool identity() const { return factors.ones() && addend == nullptr; }
};

/// Another noise at one site for one pass, so that an ablation needs no other model: Draw{} leaves
/// the values as they are. Acts at sites that have noise. `next` replaces that of another site.
struct SiteOverride {
  std::string site;
  Draw draw = {};
  const SiteOverride* next = nullptr;
};

/// The n factors of a draw, one by one: to look at, not to compute with.
std::vector<real> factors_of(const Draw& draw, std::int64_t n);

class SiteNoise {
 public:
  SiteNoise(const SiteNoiseOptions& options, const Site& site, std::uint32_t seed,
            std::int64_t total_steps);

  /// The noise for a tensor of this shape (one length per axis of the site). Valid until the next
  /// call.
  Draw draw(const NoisePass& pass, std::span<const std::int64_t> shape);

  /// The scheduled rate, or the one learned by the last forward pass.
  double rate_at(std::int64_t step) const;

  /// All examples of a batch have one mask (share: [batch]).
  bool shared_by_batch() const { return site_.axes[0] == "batch" && cells_[0] == 0; }

  /// Null where the rate is not learned.
  LearnedRate* learned() { return learned_ ? &*learned_ : nullptr; }

  /// What the entry says about the noise at `step` for a tensor of this shape.
  NoiseMoments moments(std::int64_t step, std::span<const std::int64_t> shape) const;

 private:
  // Arrays of one element per element of the mask, and repeated to the tensor's shape; kept between
  // calls: no allocation in a step.
  struct Drawn {
    Buffer mask, of_examples, whole;
  };
  Draw without_noise(const NoisePass& pass, std::span<const std::int64_t> shape) const;
  void draw_mask(const NoiseRequest& request, std::int64_t skip);
  const real* whole(Drawn& drawn, std::int64_t skip, const NoisePass& pass,
                    std::span<const std::int64_t> shape) const;
  Draw draw_bits(NoiseRequest request, std::int64_t first, std::span<const std::int64_t> shape);
  NoiseRequest request_of(const NoisePass& pass,
                          std::span<const std::int64_t> shape) const;  // of a whole batch

  enum class Scaling { inverted, inference, moments, renormalize, none };
  static Scaling scaling_of(const std::string& name);

  Site site_;
  std::vector<double> numbers_;  // the entry's own
  const NoiseEntry* entry_;
  StreamKey key_;
  Scaling scaling_;
  ScheduledRate scheduled_;

  // Per axis: how many neighbours share an element of the mask; 0: all.
  std::vector<std::int64_t> cells_;
  std::size_t last_own_axis_ = 0;  // the last that is not shared
  bool bits_ = false;              // draws_bits
  bool repeats_ = false;           // whether the mask is smaller than the tensor

  // Whether only the batch has masks of its own and an element depends on its neighbours there:
  // such a mask is drawn for the whole batch, and a part of the batch takes its examples' elements.
  bool along_batch_ = false;
  std::vector<std::int64_t> of_examples_;  // cells_ of a mask with an element per example
  Drawn multiplier_, addend_;
  std::vector<std::uint16_t> kept_;
  std::vector<std::uint32_t> groups_;     // of 16 elements that a causal site uses
  std::vector<std::int64_t> groups_for_;  // the shape and the first element that they belong to
  std::optional<LearnedRate> learned_;
};

/// The noise at each site of a model, by the site's index; null where there is none.
using SiteNoises = std::vector<std::unique_ptr<SiteNoise>>;

}  // namespace regsweep
