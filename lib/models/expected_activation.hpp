// The mean of an activation over a normal pre-activation: the expected output of a layer whose
// weights are dropped (DropConnect's Gaussian moment matching; Wan et al. 2013, who estimate this
// mean by sampling).
#pragma once

#include <cstdint>
#include <vector>

#include "tensor/kernels/activation.hpp"
#include "tensor/matrix_view.hpp"

namespace regsweep {

/// out[i] = E activation(u), u ~ N(mean[i], variance[i]); variances of 0 give activation(mean).
/// relu in closed form, m Phi(m / s) + s phi(m / s) with m the mean and s the deviation; the others
/// by the trapezoid rule from m - 6 s to m + 6 s, exact to 1e-6 for s up to 3, and to 2e-4 s at
/// selu's kink. `out` may be `mean`.
void expected_activation(Activation activation, std::int64_t n, const real* mean,
                         const real* variance, real* out);

/// Variances [rows, out] of x W^T, x [rows, in], when each weight of W [out, in] is multiplied by
/// an independent number of this variance: variance * (x * x) (W * W)^T. Neither has gaps between
/// its rows.
void output_variances(const MatrixView& x, const MatrixView& W, real variance, Buffer& variances);

}  // namespace regsweep
