// What a rule may ask of the training step under way: passes of the model over a part of the batch,
// with masks of its choice, and the gradient of the whole batch again, at other weights. R-Drop and
// SAM (rules/r_drop.cpp, rules/sam.cpp) are written with nothing else.
#pragma once

#include <cstdint>

#include "tensor/kernels/loss.hpp"
#include "tensor/parameters.hpp"

namespace regsweep {

/// Where in a trial a step stands. Everything random is a function of it.
struct StepContext {
  std::uint32_t seed = 0;
  std::int64_t step = 0, steps = 0;  // 0-based, and how many there will be
};

/// Rows of the batch that go through the model together: all of them, unless training.accumulation
/// splits the batch. Outputs are [rows(), columns()], before any softmax. The model remembers one
/// pass: loss and backward belong to the forward pass before them.
class BatchPart {
 public:
  virtual ~BatchPart() = default;

  virtual std::int64_t rows() const = 0;
  virtual std::int64_t columns() const = 0;

  /// Class or next token of each row, -1 where there is no target; null for a regression.
  virtual const std::int32_t* labels() const = 0;

  /// 1 / the number of targets of the whole batch: the factor of a row's loss in the mean.
  virtual double scale() const = 0;

  /// Outputs with the masks of a pass (0: the first, 1: the second). Valid until the next forward
  /// pass, and may be overwritten.
  virtual real* forward(std::uint32_t pass) = 0;

  /// Sums of the loss of `outputs`, which become the gradient of share * scale() * loss.
  virtual LossSums loss(double share, real* outputs) = 0;

  /// Writes the gradient of all parameters. `share` is how much of the loss the pass stands for:
  /// penalties on activations count by it.
  virtual void backward(const real* output_gradient, double share, Flat& gradient) = 0;
};

/// The gradient of a part without any rule that computes it differently: one pass. Not written when
/// the loss is not finite.
LossSums plain_gradient(BatchPart& part, Flat& gradient);

/// The whole batch, when the gradient of its loss is complete.
class WholeBatch {
 public:
  virtual ~WholeBatch() = default;

  virtual Flat& weights() = 0;
  virtual Flat& gradient() = 0;

  /// Overwrites gradient() with the one at weights(), with the same examples and masks.
  virtual void compute_gradient() = 0;
};

}  // namespace regsweep
