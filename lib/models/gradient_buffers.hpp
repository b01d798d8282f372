// GradientBuffers: where the backward passes of a transformer's branches write, one branch after
// the other.
//
// They belong to no branch: so they take the memory of one instead of all, and what a branch writes
// first is what the one before it read last, which is still in the second-level cache.
#pragma once

#include <utility>

#include "models/layer_buffers.hpp"

namespace regsweep {

struct GradientBuffers {
  Buffer output;  // [rows, C]: gradient at what a branch adds, without its noise
  Buffer input;   // [rows, C]: gradient at what a branch reads
  Buffer wide;    // [rows, widest]: gradient between a branch's two linear maps
  Buffer mixed;   // [rows, C]: gradient at the heads' outputs
  Buffer bypass;  // [rows, C]: gradient that goes past a block, only with noise on whole blocks

  /// `widest` is max(3 C, hidden).
  void buffers(const CallShape& call, std::int64_t channels, std::int64_t widest,
               BufferVisitor& visit) {
    for (Buffer* each : {&output, &input, &mixed}) visit.array(*each, call.rows() * channels);
    visit.array(wide, call.rows() * widest);
  }

  /// The gradient at a branch's input has been used: the branch below may begin by overwriting it.
  void next_branch() { std::swap(output, input); }
};

}  // namespace regsweep
