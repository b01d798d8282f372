// The examples of a part of a dataset in pieces that a model can take at once.
#pragma once

#include <cstdint>
#include <functional>

#include "data/dataset.hpp"
#include "models/model.hpp"

namespace regsweep {

/// The targets of rows of outputs: of classes or tokens one label per row, where -1 masks the row
/// out of the loss; of a regression `values` [rows, outputs]. `soft` [rows, outputs], if given,
/// is a distribution per row that replaces the one-hot one of its label.
struct Targets {
  const std::int32_t* labels = nullptr;
  const real* values = nullptr;
  const real* soft = nullptr;
};

/// Some consecutive examples of a part.
struct Piece {
  Inputs inputs;
  Targets targets;
  std::int64_t first_row = 0;  // position in the part of the first example
  std::int64_t all_rows = 0;   // examples of all pieces

  /// Rows of the model's outputs: examples, or tokens of all examples.
  std::int64_t output_rows() const { return inputs.rows * inputs.time; }
};

/// Examples of `time` tokens (0: rows of features) that a piece has at most.
std::int64_t examples_of_a_piece(std::int64_t time);

/// Calls `use` with the first `count` examples of `part`, piece by piece, in their order. The
/// examples of a running text are windows of `context` tokens that do not overlap; the last may be
/// shorter and is then a piece of its own. `largest` limits the examples of a piece; 0: the usual.
void in_pieces(std::int64_t context, const Dataset& data, const Split& part, std::int64_t count,
               const std::function<void(const Piece&)>& use, std::int64_t largest = 0);

}  // namespace regsweep
