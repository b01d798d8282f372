// Seeds by source of randomness: `seeds: {initialization: 5, order: 5, masks: 5}` varies initial
// weights, the order of examples and all noise each by seeds of its own, so that the variance of a
// result can be split among them (Bouthillier et al. 2021, "Accounting for variance in machine
// learning benchmarks").
//
// A trial's seed has the three in its digits (random/seed_parts.hpp), which its configuration says
// (training.randomness): more seeds of a source, or the other layout, keep the trials that are
// there.
#pragma once

#include <cstdint>
#include <vector>

#include "core/fields.hpp"
#include "sweep/paths.hpp"

namespace regsweep {

/// crossed: every combination; one_at_a_time: one source differs from 0 in each trial.
enum class SeedLayout { crossed, one_at_a_time };

/// Seeds of each source, 0 .. count - 1; 1: held fixed.
struct SeedSources {
  std::int64_t initialization = 1, order = 1, masks = 1;
  SeedLayout layout = SeedLayout::crossed;

  /// The seeds of the layout, ascending.
  std::vector<std::uint32_t> seeds() const;
};

/// Whether a map below `seeds` names a source.
bool names_seed_sources(const Value& map);

/// What the trials of such seeds say of them. `where`: the place of the map.
Assignment seeds_by_source(const Schema& trial, const Location& where);

Schema seed_sources_schema();

/// Checks the map. ConfigurationError at the first mistake.
SeedSources read_seed_sources(const Value& given);

}  // namespace regsweep
