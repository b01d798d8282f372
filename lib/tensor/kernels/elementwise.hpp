// Loops over flat memory that several layers need: products with factors, sums of columns, copies
// of rows.
//
// n, rows and columns are at least 0 and count elements; a matrix [rows, columns] is row-major
// without gaps. Nothing is checked: a kernel trusts its caller. Unless a comment says otherwise
// arrays do not overlap.
#pragma once

#include <cstdint>

#include "tensor/kernels/factors.hpp"
#include "tensor/tensor.hpp"

namespace regsweep::kernels {

/// x[i] = x[i] * factor i, 0 <= i < n
void multiply(std::int64_t n, const Factors& factors, real* x);

/// out[i] = x[i] * factor i, 0 <= i < n
void product(std::int64_t n, const real* x, const Factors& factors, real* out);

/// x = base + (x + bias) * factors for [rows, columns]; bias [columns] may be null
void multiply_and_add(std::int64_t rows, std::int64_t columns, const real* base, const real* bias,
                      const Factors& factors, real* x);

/// x = x + row for every row of x [rows, columns]
void add_row(std::int64_t rows, std::int64_t columns, const real* row, real* x);

/// Every row of out [rows, columns] = row
void repeat_row(std::int64_t rows, std::int64_t columns, const real* row, real* out);

/// out[c] = sum over rows of x [rows, columns]
void column_sums(std::int64_t rows, std::int64_t columns, const real* x, real* out);

/// g = g * x elementwise for [rows, columns], and sums [columns] = the column sums of the result
/// unless null
void multiply_and_sum(std::int64_t rows, std::int64_t columns, const real* x, real* g, real* sums);

/// out [rows, columns]: row i = row chosen[i] of source [*, columns]
void gather_rows(std::int64_t rows, std::int64_t columns, const real* source,
                 const std::int64_t* chosen, real* out);

/// multiplier[i] = (words[i] >> 8) < threshold ? 0 : kept, 0 <= i < n (random/draws.hpp)
void keep_or_drop(std::int64_t n, const std::uint32_t* words, std::uint32_t threshold, real kept,
                  real* multiplier);

}  // namespace regsweep::kernels
