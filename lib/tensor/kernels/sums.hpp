// Sums over flat memory, in double with a fixed order of additions: the same bits for the same
// input and the same CPU.
#pragma once

#include <cstdint>

#include "tensor/tensor.hpp"

namespace regsweep::kernels {

/// sum x^2
double sum_of_squares(std::int64_t n, const real* x);

/// sum |x|
double sum_of_magnitudes(std::int64_t n, const real* x);

/// out += factor * x
void add_scaled(std::int64_t n, real factor, const real* x, real* out);

}  // namespace regsweep::kernels
