// The divergence between the predictions of two passes for the same examples (R-Drop: Liang et al.
// 2021, arXiv 2106.14448, equation 2).
#pragma once

#include <cstdint>

#include "tensor/tensor.hpp"

namespace regsweep {

/// scale times the sum over rows with a label >= 0 of (KL(p1 || p2) + KL(p2 || p1)) / 2 with p =
/// softmax(z), z [rows, columns]. Adds its gradients to `gradient1` and `gradient2`.
double add_kl_between_passes(std::int64_t rows, std::int64_t columns, const real* z1,
                             const real* z2, const std::int32_t* labels, double scale,
                             real* gradient1, real* gradient2);

}  // namespace regsweep
