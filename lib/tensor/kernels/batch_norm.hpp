// Batch normalization over the rows of a matrix (Ioffe & Szegedy 2015, arXiv 1502.03167), as
// PyTorch's BatchNorm1d with epsilon 1e-5.
//
//   x^ = (x - mean) / sqrt(variance + epsilon)     mean and biased variance of each column
//   y  = gain x^ + bias
//
// Shapes: x, y and their gradients [rows, C] row-major; everything else [C]; rows >= 1, C >= 1.
// Nothing is checked.
#pragma once

#include <cstdint>

#include "tensor/tensor.hpp"

namespace regsweep::kernels {

/// Mean and biased variance of each column of x. Two passes over the rows, so that a large mean
/// costs no digits of the variance.
void column_moments(std::int64_t rows, std::int64_t C, const real* x, real* mean, real* variance);

/// 1 / sqrt(variance + epsilon); may be in place.
void inverse_deviations(std::int64_t C, const real* variance, real* inverse_deviation);

/// y may be x.
void normalize_columns(std::int64_t rows, std::int64_t C, const real* x, const real* mean,
                       const real* inverse_deviation, const real* gain, const real* bias, real* y);

/// Writes dL/dx, dL/dgain and dL/dbias. `of_rows`: mean and deviation are those of these rows, and
/// depend on x; else they are constants. x_gradient may be y_gradient.
void normalize_columns_backward(std::int64_t rows, std::int64_t C, const real* x, const real* mean,
                                const real* inverse_deviation, const real* gain, bool of_rows,
                                const real* y_gradient, real* x_gradient, real* gain_gradient,
                                real* bias_gradient);

}  // namespace regsweep::kernels
