// The seeds of a trial's sources of randomness: one for all, or one for each, written as one
// number.
#pragma once

#include <cstdint>

namespace regsweep {

/// Initial weights, order of examples, and all noise (masks, gradient noise, mixing, probes).
struct SeedParts {
  std::uint32_t initialization = 0, order = 0, masks = 0;
};

/// Seeds that a source may have: 0 .. 999.
inline constexpr std::int64_t seeds_of_a_source = 1'000;

/// initialization + 1,000 order + 1,000,000 masks: three decimal digits for each source, so that
/// more seeds of a source leave those as they are that were there.
std::uint32_t seed_of_parts(const SeedParts& parts);

/// Takes that number apart.
SeedParts parts_of_seed(std::uint32_t seed);

}  // namespace regsweep
