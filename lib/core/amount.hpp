// Amount: how many of some things, as a count or as a share of them.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>

namespace regsweep {

struct Amount {
  double value = 0;  // a whole number, or a share above 0 and below 1

  bool is_share() const { return value > 0 && value < 1; }

  /// Of `available` things; a share is rounded, and at least one of them.
  std::int64_t of(std::int64_t available) const {
    if (!is_share()) return static_cast<std::int64_t>(value);
    const double share = value * static_cast<double>(available);
    return std::max<std::int64_t>(1, std::llround(share));
  }
};

}  // namespace regsweep
