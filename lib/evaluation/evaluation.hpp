// Evaluation of a model: loss and error over a part of a dataset, piece by piece, and observers
// that see every pass.
#pragma once

#include <cstdint>
#include <limits>
#include <optional>
#include <span>
#include <vector>

#include "data/dataset.hpp"
#include "evaluation/examples.hpp"
#include "models/model.hpp"
#include "tensor/kernels/loss.hpp"

namespace regsweep {

/// Loss of outputs [rows, outputs], which are overwritten by its gradient times `gradient_scale`.
/// `losses` [rows], if given, get the loss of each row (of a regression: nothing; see
/// cross_entropy).
LossSums loss_of(const Dataset& data, std::int64_t rows, const Targets& targets, real* outputs,
                 real gradient_scale, double* losses = nullptr);

/// One pass of a model over a piece. The activations of the model are those of this pass.
struct Seen {
  const Model& model;
  const Piece& piece;
  const real* outputs = nullptr;  // [piece.output_rows(), columns]
  std::int64_t columns = 0;
  std::optional<std::int64_t> noisy_pass = {};  // which pass with noise; none: evaluation
};

/// Observes an evaluation. For each piece in turn: see() of the pass without noise, see_losses()
/// of its losses, then see() of each pass with noise.
class Observer {
 public:
  virtual ~Observer() = default;

  /// How many passes with noise it needs of each piece; it may be shown more.
  virtual std::int64_t noisy_passes() const { return 0; }

  virtual void see(const Seen& /*seen*/) {}

  /// losses [piece.output_rows()], 0 where the target is masked; not called for a regression.
  virtual void see_losses(const Piece& /*piece*/, std::span<const double> /*losses*/) {}
};

/// Which examples are evaluated: the first `count` of `part`, after `step` optimizer steps.
struct EvaluatedPart {
  const Dataset& data;
  const Split& part;
  std::int64_t count = 0;
  std::uint32_t step = 0;          // schedules of noise, and the masks of passes with noise
  std::int64_t largest_piece = 0;  // examples; 0: the usual
};

/// Sums of loss and error without noise. Pass k with noise, if an observer needs any, has the masks
/// of (seed, site, step, pass 2 + k), and an example's row is its place in the part.
LossSums evaluate(Model& model, const Flat& weights, const EvaluatedPart& evaluated,
                  std::span<Observer* const> observers = {});

}  // namespace regsweep
