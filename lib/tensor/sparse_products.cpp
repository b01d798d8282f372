#include "tensor/sparse_products.hpp"

#include <algorithm>

#include "tensor/kernels/packing.hpp"

namespace regsweep {
namespace {

constexpr std::int64_t rows_at_once = 256;  // their lists stay in the second cache
constexpr std::int64_t most_columns = 128;

// Too little to be worth the lists.
bool small(std::int64_t m, std::int64_t n, std::int64_t k) { return m < 16 || n < 64 || k < 16; }

// By every eighth row as it is stored: reading all of them would cost a fiftieth of a step.
bool mostly_zeros(const MatrixView& matrix) {
  const std::int64_t length = matrix.stored_columns();
  std::int64_t count = 0, read = 0;
  for (std::int64_t row = 0; row < matrix.stored_rows(); row += 8) {
    count += kernels::count_nonzeros(length, matrix.data + row * matrix.stride);
    read += length;
  }
  return static_cast<double>(count) <= sparse_share * static_cast<double>(read);
}

}  // namespace

SparseProducts::SparseProducts()
    : nonzeros_(rows_at_once),
      turned_(rows_at_once * kernels::stretch),
      packed_(kernels::stretch * most_columns) {}

std::int64_t SparseProducts::bytes() {
  constexpr std::int64_t size = sizeof(real);
  return rows_at_once * (1 + kernels::stretch * (size + 1)) +
         kernels::stretch * most_columns * size;
}

// Lists A[row .. row + rows, k .. k + depth].
void SparseProducts::list(const MatrixView& a, std::int64_t row, std::int64_t rows, std::int64_t k,
                          std::int64_t depth) {
  if (!a.transposed) {
    kernels::list_nonzeros(rows, depth, a.at(row, k), a.stride, nonzeros_);
    return;
  }
  kernels::pack_transposed(depth, rows, a.at(row, k), a.stride, turned_.data());
  kernels::list_nonzeros(rows, depth, turned_.data(), kernels::padded(depth), nonzeros_);
}

// Packs B[k .. k + depth, column .. column + columns].
void SparseProducts::pack(const MatrixView& b, std::int64_t k, std::int64_t depth,
                          std::int64_t column, std::int64_t columns) {
  if (b.transposed) {
    kernels::pack_transposed(columns, depth, b.at(k, column), b.stride, packed_.data());
  } else {
    kernels::pack(depth, columns, b.at(k, column), b.stride, packed_.data());
  }
}

bool SparseProducts::operator()(const MatrixView& a, const MatrixView& b, Accumulate accumulate,
                                const MutableMatrixView& c) {
  const std::int64_t m = a.rows, n = b.columns, k = a.columns;
  if (small(m, n, k) || !mostly_zeros(a)) return false;
  const std::int64_t vectors = kernels::padded(n) / 16,
                     most = std::min(most_columns, kernels::columns_at_once()) / 16;
  const std::int64_t parts = (vectors + most - 1) / most;
  for (std::int64_t i = 0; i < m; i += rows_at_once) {
    const std::int64_t rows = std::min(rows_at_once, m - i);
    for (std::int64_t l = 0; l < k; l += kernels::stretch) {
      const std::int64_t depth = std::min(kernels::stretch, k - l);
      list(a, i, rows, l, depth);
      for (std::int64_t part = 0; part < parts; ++part) {
        const std::int64_t column = vectors * part / parts * 16,
                           columns = std::min(n, vectors * (part + 1) / parts * 16) - column;
        pack(b, l, depth, column, columns);
        kernels::sparse_product(rows, nonzeros_, columns, packed_.data(),
                                accumulate == Accumulate::yes || l > 0,
                                c.data + i * c.stride + column, c.stride);
      }
    }
  }
  return true;
}

}  // namespace regsweep
