// The YAML file of a sweep, read: everything checked that can be checked before the axes are
// multiplied.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "sweep/conditions.hpp"
#include "sweep/grammar.hpp"
#include "sweep/look_options.hpp"

namespace regsweep {

struct SweepSpec {
  std::string name, description;
  Value base;  // shorthand expanded
  std::vector<Block> blocks;
  std::vector<Conditions> exclude;
  std::vector<std::uint32_t> seeds;  // with `looks`: those of the first look
  std::optional<LookOptions> looks;  // seeds are added until it is decided
  Location seeds_where;
  Value analysis;
  Value tune;    // the block as given; null: nothing is tuned
  Value claims;  // a list, see claims.hpp
  Location axes_where;
};

/// ConfigurationError at the first mistake.
SweepSpec read_spec(const Value& yaml, const TrialGrammar& grammar);

}  // namespace regsweep
