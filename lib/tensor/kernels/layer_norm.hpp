// Layer normalization over the last axis (Ba, Kiros, Hinton 2016, arXiv 1607.06450), as PyTorch's
// with epsilon 1e-5.
//
//   x^ = (x - mean(x)) / sqrt(variance(x) + epsilon)     mean and biased variance over the C
//   y  = gain x^ + bias                                  channels of a row
//
// Shapes: x, y and their gradients [rows, C] row-major; gain, bias and their gradients [C];
// C >= 1. A null bias counts as 0. Nothing is checked.
#pragma once

#include <cstdint>

#include "tensor/tensor.hpp"

namespace regsweep::kernels {

/// y may be x. `mean` and `inverse_deviation` [rows] are what layer_norm_backward needs.
void layer_norm(std::int64_t rows, std::int64_t C, const real* x, const real* gain,
                const real* bias, real* y, real* mean, real* inverse_deviation);

/// dL/dx is added to x_gradient; dL/dgain and dL/dbias (unless null) are written.
void layer_norm_backward(std::int64_t rows, std::int64_t C, const real* x, const real* mean,
                         const real* inverse_deviation, const real* gain, const real* y_gradient,
                         real* x_gradient, real* gain_gradient, real* bias_gradient);

}  // namespace regsweep::kernels
