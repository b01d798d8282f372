// Estimated memory of a trial, from its configuration and the sizes of its data alone: what must be free before it starts.
//
//   loading   the program, and the data as they are read and arranged (at most three times their size)
//   training  the program, the data, the state (weights, gradients, optimizer's and rules' arrays), activations, noise
//   saving    training, and a checkpoint or result: copied, and once more as a file in memory that doubles when it grows
//
// The estimate is the largest of these. Not counted: files that are read before a part is chosen (60,000 images: 50 MB), what probes add.
#pragma once

#include <algorithm>
#include <cstdint>

#include "core/value.hpp"
#include "data/dataset.hpp"

namespace regsweep {

/// Bytes.
struct MemoryEstimate {
  std::int64_t program = 0, data = 0, state = 0, activations = 0, noise = 0;
  std::int64_t momentary = 0;  // on top of program, data and state, while the first weights are drawn
  std::int64_t saved = 0;      // the arrays of a checkpoint or result

  std::int64_t trainer() const { return state + std::max(momentary, activations + noise + 4 * saved); }
  std::int64_t total() const { return program + std::max(3 * data, data + trainer()); }
};

MemoryEstimate estimate_memory(const Value& canonical, const DatasetFacts& facts);

}  // namespace regsweep
