// Small loops on flat memory that several layers need. All sizes count elements.
#pragma once

#include <cstdint>

#include "tensor/kernels/factors.hpp"
#include "tensor/tensor.hpp"

namespace regsweep::kernels {

/// x = x * factors
void multiply(std::int64_t n, const Factors& factors, real* x);

/// out = x * factors
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

/// g = g * x for [rows, columns], and sums[c] = the column sums of the result unless null
void multiply_and_sum(std::int64_t rows, std::int64_t columns, const real* x, real* g, real* sums);

/// out[i] = row chosen[i] of source [*, columns]
void gather_rows(std::int64_t rows, std::int64_t columns, const real* source,
                 const std::int64_t* chosen, real* out);

/// multiplier[i] = dropped ? 0 : kept, dropped iff (words[i] >> 8) < threshold
void keep_or_drop(std::int64_t n, const std::uint32_t* words, std::uint32_t threshold, real kept,
                  real* multiplier);

/// out[i] = mean + deviation * normal i, normals by Box-Muller on word pairs (design: randomness).
/// `words` holds whole pairs.
void gaussian_about(std::int64_t n, const std::uint32_t* words, real mean, real deviation,
                    real* out);

}  // namespace regsweep::kernels
