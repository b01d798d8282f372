// Tensors: xtensor containers with the project's number type. Row-major everywhere.
//
// `real` is float; the double build (-DREGSWEEP_DOUBLE=ON) exists for gradient checks.
// Never write `auto x = <tensor expression>`: it is lazy and is evaluated anew at each read.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>
#include <xtensor/xtensor.hpp>

#include "tensor/kernel_allocator.hpp"

namespace regsweep {

#ifdef REGSWEEP_DOUBLE
using real = double;
#else
using real = float;
#endif

using Matrix = xt::xtensor<real, 2>;  // [rows, columns]
using Labels = std::vector<std::int32_t>;

using Buffer = std::vector<real, KernelAllocator<real>>;

}  // namespace regsweep
