#include "training/evaluation.hpp"

#include <algorithm>

namespace regsweep {

LossSums batch_loss(const Dataset& data, const Split& part, std::int64_t first, std::int64_t rows, real* outputs, const real* targets,
                    real gradient_scale) {
  if (data.task == Task::regression)
    return kernels::squared_error(rows, data.outputs, outputs, part.targets.data() + first * data.outputs, gradient_scale);
  return kernels::cross_entropy(rows, data.outputs, outputs, part.labels.data() + first, targets, gradient_scale);
}

LossSums evaluate(Model& model, const Flat& weights, const Dataset& data, const Split& part, std::int64_t count, std::uint32_t step) {
  constexpr std::int64_t piece = 500;
  LossSums sums;
  for (std::int64_t first = 0; first < count; first += piece) {
    const std::int64_t rows = std::min(piece, count - first);
    real* outputs = model.forward({rows, part.features.data() + first * data.features}, weights, {false, step, 0});
    sums.add(batch_loss(data, part, first, rows, outputs, nullptr, 1));
  }
  return sums;
}

}  // namespace regsweep
