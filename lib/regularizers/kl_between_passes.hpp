// The divergence between the predictions of two passes for the same examples (R-Drop: Liang et al.
// 2021, arXiv 2106.14448, equation 2).
#pragma once

#include <cstdint>

#include "tensor/matrix_view.hpp"

namespace regsweep {

/// scale times the sum over rows with a label >= 0 of (KL(p1 || p2) + KL(p2 || p1)) / 2 with p =
/// softmax(z), z [rows, columns] as the memory holds it, in nats. Adds its gradients to `gradient1`
/// and `gradient2`, of the same shape. `labels` [rows].
double add_kl_between_passes(const MatrixView& z1, const MatrixView& z2, const std::int32_t* labels,
                             double scale, const MutableMatrixView& gradient1,
                             const MutableMatrixView& gradient2);

}  // namespace regsweep
