// Matrices in memory that belongs to someone else: one argument where a product would otherwise
// take a pointer, two lengths, a stride and a flag. Nothing is copied or owned; a view is valid as
// long as its memory is.
#pragma once

#include <cstdint>

#include "tensor/tensor.hpp"

namespace regsweep {

/// A matrix to read. Element (i, j) is data[i * stride + j], or data[j * stride + i] where the
/// memory holds the transpose.
struct MatrixView {
  MatrixView(const real* first, std::int64_t row_count, std::int64_t column_count)
      : MatrixView(first, row_count, column_count, column_count) {}
  MatrixView(const real* first, std::int64_t row_count, std::int64_t column_count,
             std::int64_t stored_row_length)
      : data(first), rows(row_count), columns(column_count), stride(stored_row_length) {}

  /// The transpose, on the same memory.
  MatrixView transpose() const {
    MatrixView other(data, columns, rows, stride);
    other.transposed = !transposed;
    return other;
  }

  const real* at(std::int64_t i, std::int64_t j) const {
    return transposed ? data + j * stride + i : data + i * stride + j;
  }

  /// Rows and their length as they lie in memory, without what lies between them.
  std::int64_t stored_rows() const { return transposed ? columns : rows; }
  std::int64_t stored_columns() const { return transposed ? rows : columns; }

  const real* data;
  std::int64_t rows, columns;  // of the matrix that is meant, not of the one in memory
  std::int64_t stride;         // elements from one row in memory to the next
  bool transposed = false;     // whether the memory holds the transpose
};

/// A matrix to write, row-major: element (i, j) is data[i * stride + j].
struct MutableMatrixView {
  MutableMatrixView(real* first, std::int64_t row_count, std::int64_t column_count)
      : MutableMatrixView(first, row_count, column_count, column_count) {}
  MutableMatrixView(real* first, std::int64_t row_count, std::int64_t column_count,
                    std::int64_t stored_row_length)
      : data(first), rows(row_count), columns(column_count), stride(stored_row_length) {}

  real* data;
  std::int64_t rows, columns;
  std::int64_t stride;  // elements from one row to the next
};

/// Whether a product is written to its result, or added to what is there.
enum class Accumulate : bool { no, yes };

}  // namespace regsweep
