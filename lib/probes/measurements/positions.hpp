// What a model makes of the tokens before: numbers of a curve of losses over positions.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "models/model.hpp"
#include "regularizers/site_noise.hpp"

namespace regsweep {

/// The slope b of least squares, loss_t = a + b ln t, t = 1, 2, ..; positions without a loss (nan)
/// are left out. nan of fewer than two.
double slope_on_logarithm(const std::vector<double>& losses);

/// The first loss less the last, of positions that have one.
double gain_of_context(const std::vector<double>& losses);

/// Keys that are hidden from all later queries, in all layers and heads: -infinity at the logits.
class HiddenKeys {
 public:
  /// For calls of at most `examples` examples of `time` tokens.
  HiddenKeys(const Model& model, std::int64_t examples, std::int64_t time);
  HiddenKeys(const HiddenKeys&) = delete;  // its sites point to each other
  HiddenKeys& operator=(const HiddenKeys&) = delete;

  /// Of example `b` of a call, the first `hidden` positions in this order; a query keeps its own.
  void hide(std::int64_t b, std::span<const std::int64_t> order, std::int64_t hidden);
  const SiteOverride* instead() const { return sites_.empty() ? nullptr : &sites_.front(); }

 private:
  std::int64_t heads_ = 0, time_;
  Buffer logits_;  // [examples, head, query, key], 0 or -infinity
  std::vector<SiteOverride> sites_;
};

}  // namespace regsweep
