// Batches: which examples each step sees, by the randomness contract: a function of (seed, step)
// and of nothing else.
//
//   rows, sequences   epoch = step / steps per epoch; its order is the stable argsort of stream
//                     "order" at step = epoch, cut into batches of which the last may be smaller
//   running text      windows of T tokens, T the model's context. Drawn: example b of a step begins
//                     at (word_b * (N - T)) >> 32 of the N tokens, words of stream "order" at
//                     step = the optimizer step. With each_once: windows 0, T, 2 T, ... in the
//                     order of the epoch, as rows are
// The target of a token of a running text is the token after it.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "data/dataset.hpp"
#include "models/model.hpp"

namespace regsweep {

/// Some examples with their targets, copied side by side.
struct Batch {
  std::int64_t rows = 0, time = 1;
  Matrix features;
  Tokens tokens;
  Labels labels;   // classes [rows], or next tokens [rows, time]; -1 masks a row out of the loss
  Matrix targets;  // regression
  std::int64_t targets_in_loss = 0;  // those that are not masked
};

/// Examples that a part offers to a model with this context: rows, sequences, or whole windows of a
/// running text of `count` tokens.
std::int64_t examples_for(Task task, std::int64_t sequence, std::int64_t count,
                          std::int64_t context);

class Batches {
 public:
  Batches(std::shared_ptr<const Dataset> data, std::int64_t context, std::int64_t batch,
          std::uint32_t seed);

  std::int64_t examples() const { return examples_; }
  std::int64_t steps_per_epoch() const { return (examples_ + batch_size_ - 1) / batch_size_; }
  std::int64_t largest() const;  // rows of the largest batch

  /// The batch of a step. Valid until the next call.
  const Batch& at(std::int64_t step);

  /// Hash of the order in which examples come: equal for variants of a seed (the pairing
  /// certificate).
  std::string certificate() const;

 private:
  void choose(std::int64_t step);
  void copy_rows();
  void copy_windows();

  std::shared_ptr<const Dataset> data_;
  std::int64_t context_, batch_size_, examples_;
  std::uint32_t seed_;
  bool text_;                         // a running text
  std::vector<std::int64_t> chosen_;  // rows, sequences, or first tokens of windows
  std::vector<std::int64_t> order_;   // of the epoch at hand
  std::int64_t order_epoch_ = -1;
  Batch batch_;
};

}  // namespace regsweep
