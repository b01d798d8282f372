// Evaluation without noise: loss and error over a part of a dataset.
#pragma once

#include <functional>
#include <vector>

#include "data/dataset.hpp"
#include "models/model.hpp"
#include "tensor/kernels/loss.hpp"

namespace regsweep {

/// What is asked of some outputs, row by row: classes or next tokens (-1: nothing), or target rows;
/// `soft` [rows, outputs] replaces the one-hot distribution of a class where given.
struct Answers {
  const std::int32_t* labels = nullptr;
  const real* targets = nullptr;
  const real* soft = nullptr;
};

/// Loss of outputs [rows, outputs], which are overwritten by the gradient times `gradient_scale`.
/// `losses` [rows]: see cross_entropy.
LossSums loss_of(const Dataset& data, std::int64_t rows, const Answers& answers, real* outputs,
                 real gradient_scale, double* losses = nullptr);

/// Sees each piece of an evaluation: the outputs, and then the losses [rows * time] (of regression:
/// none).
class EvaluationWatcher {
 public:
  virtual ~EvaluationWatcher() = default;
  virtual void before_losses(std::int64_t /*rows*/, std::int64_t /*time*/, const Answers&,
                             const real* /*outputs*/) {}
  virtual void after_losses(std::int64_t /*rows*/, std::int64_t /*time*/,
                            const std::int32_t* /*labels*/, const double* /*losses*/) {}
};

/// Mean loss at each position of a sequence, over the examples in which something is asked there
/// (nan: nowhere).
struct PositionLosses : EvaluationWatcher {
  std::vector<double> sums, counts;
  void after_losses(std::int64_t rows, std::int64_t time, const std::int32_t* labels,
                    const double* losses) override;
  std::vector<double> means() const;
};

/// Some examples of a part: what a model sees, what is asked, and which row of the part is the
/// first.
struct Piece {
  Inputs inputs;
  Answers answers;
  std::int64_t first_row = 0;
};

/// Examples of `time` tokens (0: rows of features) that a piece of an evaluation has at most.
std::int64_t examples_of_a_piece(std::int64_t time);

/// Hands the first `count` examples of `part` to `use` in fixed pieces. Examples of a running text
/// are windows of `context` tokens, one after the other; the last may be shorter.
void in_pieces(std::int64_t context, const Dataset& data, const Split& part, std::int64_t count,
               const std::function<void(const Piece&)>& use);

/// Sums over the first `count` examples of `part`, in pieces. `step` is the number of steps done
/// (for `inference` scaling).
LossSums evaluate(Model& model, const Flat& weights, const Dataset& data, const Split& part,
                  std::int64_t count, std::uint32_t step, EvaluationWatcher* watcher = nullptr);

}  // namespace regsweep
