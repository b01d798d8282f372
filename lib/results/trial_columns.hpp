// Columns of a table that grows row by row: numbers of trials that have not all the same ones.
#pragma once

#include <algorithm>
#include <cstddef>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "core/records.hpp"

namespace regsweep {

/// The elements of an array of numbers; nothing for one of texts.
inline std::optional<std::vector<double>> numbers_of(const Array& array) {
  return std::visit(
      [](const auto& data) -> std::optional<std::vector<double>> {
        if constexpr (std::is_same_v<std::decay_t<decltype(data)>, std::vector<std::string>>) {
          return std::nullopt;
        } else {
          return std::vector<double>(data.begin(), data.end());
        }
      },
      array.data);
}

/// One variable of results.h5: one number or one curve per row.
template <class Cell>
struct TrialColumn {
  std::string name, units, long_name;
  std::vector<Cell> cells;
};

/// Columns in the order of first appearance; rows that lack a column keep `empty`.
template <class Cell>
class TrialTable {
 public:
  explicit TrialTable(Cell empty) : empty_(std::move(empty)) {}

  /// Rows come in ascending order. `source` says units and what the numbers are.
  void set(std::size_t row, const std::string& name, const Array& source, Cell cell) {
    auto column = std::find_if(columns_.begin(), columns_.end(),
                               [&](const auto& each) { return each.name == name; });
    if (column == columns_.end()) {
      column = columns_.insert(column, {name, source.units, source.long_name, {}});
    }
    column->cells.resize(row, empty_);
    column->cells.push_back(std::move(cell));
  }

  /// All columns, of so many rows.
  std::vector<TrialColumn<Cell>>& finish(std::size_t rows) {
    for (auto& column : columns_) column.cells.resize(rows, empty_);
    return columns_;
  }

 private:
  Cell empty_;
  std::vector<TrialColumn<Cell>> columns_;
};

/// Sets the scalars of a group of a trial file, each under `prefix` + its name.
inline void set_scalars(TrialTable<double>& table, std::size_t row, const Group* group,
                        const std::string& prefix) {
  if (group == nullptr) return;
  for (const Array& array : group->arrays) {
    if (const auto values = numbers_of(array); values && array.shape.empty()) {
      table.set(row, prefix + array.name, array, values->front());
    }
  }
}

}  // namespace regsweep
