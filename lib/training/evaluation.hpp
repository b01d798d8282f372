// Evaluation without noise: loss and error over a part of a dataset.
#pragma once

#include "data/dataset.hpp"
#include "models/model.hpp"
#include "tensor/kernels/loss.hpp"

namespace regsweep {

/// Loss of outputs [rows, outputs] (overwritten by the gradient times `gradient_scale`) against examples first .. first + rows - 1
/// of `part`, in its order. `targets`: soft targets [rows, outputs], or null.
LossSums batch_loss(const Dataset& data, const Split& part, std::int64_t first, std::int64_t rows, real* outputs, const real* targets,
                    real gradient_scale);

/// Sums over the first `count` examples of `part`, evaluated in fixed pieces. `step` is the number of steps done (for `inference` scaling).
LossSums evaluate(Model& model, const Flat& weights, const Dataset& data, const Split& part, std::int64_t count, std::uint32_t step);

}  // namespace regsweep
