// The elements of a matrix that are not zero, as lists by row; and the product of such a matrix
// with a dense one. What dropout and ReLU set to zero is then neither read nor multiplied.
//
//   C[i, :] += sum_k A[i, k] B[k, :] over the k with A[i, k] != 0
//
// A list holds a stretch of at most 64 columns (`stretch`), so that the rows of B that it needs
// stay in the first cache. The order of additions is fixed: even entries of a list into one sum,
// odd ones into another, then both into C; it depends neither on the processor nor on the number of
// columns that are computed together. A NaN counts as nonzero.
#pragma once

#include <cstdint>
#include <vector>

#include "tensor/tensor.hpp"

namespace regsweep::kernels {

constexpr std::int64_t stretch = 64;

/// The columns of one stretch of each row that are not zero: those of row i are entries i * stretch
/// .. + counts[i] of `columns`.
struct Nonzeros {
  explicit Nonzeros(std::int64_t rows)
      : counts(static_cast<std::size_t>(rows)), columns(static_cast<std::size_t>(rows * stretch)) {}

  const real* x = nullptr;  // the stretch itself, which a product reads again
  std::int64_t x_row = 0;   // elements between its rows
  std::vector<std::uint8_t> counts;
  std::vector<std::uint8_t> columns;  // within the stretch
};

/// How many of the n numbers are not zero.
std::int64_t count_nonzeros(std::int64_t n, const real* x);

/// Lists x [rows, columns <= stretch], whose rows are x_row apart. `rows` is at most what `out` was
/// made for.
void list_nonzeros(std::int64_t rows, std::int64_t columns, const real* x, std::int64_t x_row,
                   Nonzeros& out);

/// The same without instructions of AVX-512, for tests and other processors: equal lists.
void list_nonzeros_plainly(std::int64_t rows, std::int64_t columns, const real* x,
                           std::int64_t x_row, Nonzeros& out);

/// Columns that sparse_product computes together on this processor: as many as its registers hold.
std::int64_t columns_at_once();

/// C [rows, columns] = (add ? C : 0) + A B, where a lists A and B [stretch, padded(columns)] is
/// packed; columns <= columns_at_once().
void sparse_product(std::int64_t rows, const Nonzeros& a, std::int64_t columns, const real* b,
                    bool add, real* c, std::int64_t c_row);

}  // namespace regsweep::kernels
