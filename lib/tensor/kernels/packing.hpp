// Copies of a matrix, or of its transpose, into rows that are padded with zeros to whole vectors of
// the processor and follow each other without gaps: what causal.hpp and nonzeros.hpp read.
//
// rows, columns and stride count elements, at least 0; stride >= columns. Nothing is checked.
#pragma once

#include <cstdint>

#include "tensor/tensor.hpp"

namespace regsweep::kernels {

/// The length to which rows are padded: a multiple of 16 elements.
constexpr std::int64_t padded(std::int64_t n) { return (n + 15) / 16 * 16; }

/// out [rows, padded(columns)] = x [rows, columns], whose rows are `stride` apart, plus bias
/// [columns] unless null.
void pack(std::int64_t rows, std::int64_t columns, const real* x, std::int64_t stride, real* out,
          const real* bias = nullptr);

/// out [columns, padded(rows)] = the transpose of x, plus bias [columns] unless null.
void pack_transposed(std::int64_t rows, std::int64_t columns, const real* x, std::int64_t stride,
                     real* out, const real* bias = nullptr);

}  // namespace regsweep::kernels
