#include "evaluation/evaluation.hpp"

#include <algorithm>

namespace regsweep {

LossSums loss_of(const Dataset& data, std::int64_t rows, const Targets& targets, real* outputs,
                 real gradient_scale, double* losses) {
  if (data.task == Task::regression) {
    return kernels::squared_error(rows, data.outputs, outputs, targets.values, gradient_scale);
  }
  return kernels::cross_entropy(rows, data.outputs, outputs, targets.labels, targets.soft,
                                gradient_scale, losses);
}

LossSums evaluate(Model& model, const Flat& weights, const EvaluatedPart& evaluated,
                  std::span<Observer* const> observers) {
  const auto& [data, part, count, step, largest] = evaluated;
  std::int64_t noisy_passes = 0;
  for (const Observer* observer : observers) {
    noisy_passes = std::max(noisy_passes, observer->noisy_passes());
  }
  LossSums sums;
  std::vector<double> losses;
  const auto measure = [&](const Piece& piece) {
    real* outputs = model.forward(piece.inputs, weights, {false, step, 0});
    for (Observer* observer : observers) {
      observer->see({model, piece, outputs, data.outputs});
    }
    losses.resize(static_cast<std::size_t>(piece.output_rows()));
    sums.add(loss_of(data, piece.output_rows(), piece.targets, outputs, 1, losses.data()));
    if (data.task != Task::regression) {
      for (Observer* observer : observers) observer->see_losses(piece, losses);
    }
    for (std::int64_t k = 0; k < noisy_passes; ++k) {
      const NoisePass pass{.training = true,
                           .step = step,
                           .pass = static_cast<std::uint32_t>(2 + k),
                           .first_row = piece.first_row,
                           .batch_rows = piece.all_rows};
      const real* noisy = model.forward(piece.inputs, weights, pass);
      for (Observer* observer : observers) {
        observer->see({model, piece, noisy, data.outputs, k});
      }
    }
  };
  in_pieces(model.context(), data, part, count, measure, largest);
  return sums;
}

}  // namespace regsweep
