// Sums over flat memory of n >= 0 elements, in double with a fixed order of additions: the same
// bits for the same input and the same processor. Nothing is checked.
#pragma once

#include <cstdint>

#include "tensor/tensor.hpp"

namespace regsweep::kernels {

/// sum x^2
double sum_of_squares(std::int64_t n, const real* x);

/// sum |x|
double sum_of_magnitudes(std::int64_t n, const real* x);

/// out[i] += factor * x[i], 0 <= i < n. x and out do not overlap.
void add_scaled(std::int64_t n, real factor, const real* x, real* out);

}  // namespace regsweep::kernels
