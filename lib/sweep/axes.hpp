// Axes: the YAML block `axes` as blocks whose product is the cells of a sweep. A block is a list of
// values, a zip, a set of named variants or placements; its options are what it can be, one at a
// time.
#pragma once

#include <string>
#include <vector>

#include "sweep/paths.hpp"

namespace regsweep {

/// One swept thing: a coordinate of the results.
struct Axis {
  std::string name;                // "dropout.hidden.rate", "variants", "placements"
  std::vector<std::string> words;  // of its label, without the word that a shorthand stands for;
                                   // none: its values need no name (variants, placements)
};

struct Option {
  std::vector<Assignment> sets;
  std::vector<Value> settings;  // one per axis of the block
};

struct Block {
  std::vector<Axis> axes;
  std::vector<Option> options;
};

/// In the order of the file; no block when `given` is null. A second `variants` or `placements` is
/// called variants.2, placements.2. ConfigurationError for everything that is wrong, also when two
/// blocks set the same path.
std::vector<Block> read_axes(const Value& given, const Schema& schema);

/// How many cells their product has. ConfigurationError when they are more than a plan can hold.
std::int64_t count_cells(const std::vector<Block>& blocks, const Location& where);

}  // namespace regsweep
