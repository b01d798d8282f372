// GradientBuffers: where the backward passes of a transformer's branches write, one branch after
// the other.
//
// They belong to no branch: so they take the memory of one instead of all, and what a branch writes
// first is what the one before it read last, which is still in the second-level cache.
#pragma once

#include <utility>

#include "tensor/tensor.hpp"

namespace regsweep {

struct GradientBuffers {
  Buffer output,
      input;  // [rows, C]: gradients at what a branch adds, without its noise, and at what it reads
  Buffer wide,
      mixed;  // [rows, max(3 C, hidden)] and [rows, C]: at what lies between its two linear maps

  void reserve(std::int64_t rows, std::int64_t channels, std::int64_t widest) {
    for (auto [buffer, columns] :
         {std::pair{&output, channels}, {&input, channels}, {&wide, widest}, {&mixed, channels}}) {
      if (buffer->size() < static_cast<std::size_t>(rows * columns)) {
        buffer->resize(static_cast<std::size_t>(rows * columns));
      }
    }
  }

  /// The gradient at a branch's input has been used: the branch below may begin by overwriting it.
  void next_branch() { std::swap(output, input); }
};

}  // namespace regsweep
