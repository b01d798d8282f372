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
bool mostly_zeros(std::int64_t rows, std::int64_t columns, const real* x, std::int64_t stride) {
  std::int64_t count = 0, read = 0;
  for (std::int64_t r = 0; r < rows; r += 8, read += columns) {
    count += kernels::count_nonzeros(columns, x + r * stride);
  }
  return static_cast<double>(count) <= sparse_share * static_cast<double>(read);
}

}  // namespace

struct SparseProducts::Factor {
  const real* x;
  std::int64_t row;
  bool transposed;

  const real* at(std::int64_t i, std::int64_t j) const {
    return transposed ? x + j * row + i : x + i * row + j;
  }
};

SparseProducts::SparseProducts()
    : nonzeros_(rows_at_once),
      turned_(rows_at_once * kernels::stretch),
      packed_(kernels::stretch * most_columns) {}

std::int64_t SparseProducts::bytes() {
  constexpr std::int64_t size = sizeof(real);
  return rows_at_once * (1 + kernels::stretch * (size + 1)) +
         kernels::stretch * most_columns * size;
}

// Lists op(A)[row .. row + rows, k .. k + depth].
void SparseProducts::list(const Factor& a, std::int64_t row, std::int64_t rows, std::int64_t k,
                          std::int64_t depth) {
  if (!a.transposed) return kernels::list_nonzeros(rows, depth, a.at(row, k), a.row, nonzeros_);
  kernels::pack_transposed(depth, rows, a.at(row, k), a.row, turned_.data());
  kernels::list_nonzeros(rows, depth, turned_.data(), kernels::padded(depth), nonzeros_);
}

// Packs op(B)[k .. k + depth, column .. column + columns].
void SparseProducts::pack(const Factor& b, std::int64_t k, std::int64_t depth, std::int64_t column,
                          std::int64_t columns) {
  if (b.transposed) {
    kernels::pack_transposed(columns, depth, b.at(k, column), b.row, packed_.data());
  } else {
    kernels::pack(depth, columns, b.at(k, column), b.row, packed_.data());
  }
}

bool SparseProducts::operator()(bool a_transposed, bool b_transposed, std::int64_t m,
                                std::int64_t n, std::int64_t k, const real* a, std::int64_t a_row,
                                const real* b, std::int64_t b_row, bool add, real* c,
                                std::int64_t c_row) {
  if (small(m, n, k) || !mostly_zeros(a_transposed ? k : m, a_transposed ? m : k, a, a_row)) {
    return false;
  }
  const Factor first{a, a_row, a_transposed}, second{b, b_row, b_transposed};
  const std::int64_t vectors = kernels::padded(n) / 16,
                     most = std::min(most_columns, kernels::columns_at_once()) / 16;
  const std::int64_t parts = (vectors + most - 1) / most;
  for (std::int64_t i = 0; i < m; i += rows_at_once) {
    const std::int64_t rows = std::min(rows_at_once, m - i);
    for (std::int64_t l = 0; l < k; l += kernels::stretch) {
      const std::int64_t depth = std::min(kernels::stretch, k - l);
      list(first, i, rows, l, depth);
      for (std::int64_t part = 0; part < parts; ++part) {
        const std::int64_t column = vectors * part / parts * 16,
                           columns = std::min(n, vectors * (part + 1) / parts * 16) - column;
        pack(second, l, depth, column, columns);
        kernels::sparse_product(rows, nonzeros_, columns, packed_.data(), add || l > 0,
                                c + i * c_row + column, c_row);
      }
    }
  }
  return true;
}

}  // namespace regsweep
