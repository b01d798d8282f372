// Rows of numbers that someone else has: RowsView, row after row in memory, and NumberRows, which
// are read when they are wanted. Both are cheap to copy.
#pragma once

#include <algorithm>
#include <cstddef>
#include <functional>
#include <span>

#include "tensor/tensor.hpp"

namespace regsweep {

/// Rows of doubles, [rows, columns], before they are rounded to `real`.
using DoubleRows = xt::xtensor<double, 2>;

template <class Number>
class RowsView {
 public:
  RowsView() = default;  // [0, 0]
  RowsView(const Number* first, std::size_t rows, std::size_t columns)
      : first_(first), rows_(rows), columns_(columns) {}
  RowsView(const xt::xtensor<Number, 2>& owner)  // NOLINT: a table can be seen as its rows
      : RowsView(owner.data(), owner.shape()[0], owner.shape()[1]) {}

  std::size_t rows() const { return rows_; }
  std::size_t columns() const { return columns_; }
  std::span<const Number> row(std::size_t index) const {
    return {first_ + index * columns_, columns_};
  }

 private:
  const Number* first_ = nullptr;
  std::size_t rows_ = 0;
  std::size_t columns_ = 0;
};

/// Rows that lie anywhere, as in a mapped file.
struct NumberRows {
  std::size_t rows = 0, columns = 0;
  std::function<void(std::size_t row, std::span<double> to)> read;  // `to` has `columns` numbers

  /// The rows of a table that must stay where it is.
  static NumberRows of(const DoubleRows& owner) {
    const RowsView<double> view = owner;
    return {view.rows(), view.columns(), [view](std::size_t row, std::span<double> to) {
              std::ranges::copy(view.row(row), to.begin());
            }};
  }
};

}  // namespace regsweep
