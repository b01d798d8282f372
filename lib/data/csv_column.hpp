// One column of a table of text, filled cell by cell. A cell is one double: its number, or a NaN
// whose low bits say which word it is, or that it has no value.
#pragma once

#include <bit>
#include <cmath>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

namespace regsweep {

/// What a column holds.
struct ColumnSummary {
  std::int64_t numbers = 0, words = 0, missing = 0;
  double low = 0, high = 0;      // of the numbers
  std::int64_t first_word = -1;  // its row
  std::int64_t first_missing = -1;
  bool counts_rows = false;  // each number is that of the row before and one
};

class CsvColumn {
 public:
  /// Memory for so many rows, at once.
  void reserve(std::int64_t rows) { cells_.reserve(static_cast<std::size_t>(rows)); }

  /// The cell of the next row.
  void add_number(double number);
  void add_word(std::string_view word);
  void add_missing();

  std::int64_t rows() const { return static_cast<std::int64_t>(cells_.size()); }
  bool is_missing(std::int64_t row) const { return bits(row) == missing_bits; }
  bool is_word(std::int64_t row) const { return std::isnan(cell(row)) && !is_missing(row); }

  /// The number of a row, or nothing.
  std::optional<double> number(std::int64_t row) const;

  /// Of a word its place among words().
  std::size_t word(std::int64_t row) const {
    return static_cast<std::size_t>(bits(row) - missing_bits) - 1;
  }

  /// The different words, in the order in which they first occur.
  std::vector<std::string> words() const;

  ColumnSummary summary() const;

  /// All cells, NaN for those that are no numbers.
  const std::vector<double>& cells() const { return cells_; }

  /// The same without a copy; the column has no rows afterwards, but its summary.
  std::vector<double> take_cells() { return std::move(cells_); }

 private:
  struct TextHash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const {
      return std::hash<std::string_view>()(text);
    }
  };

  static constexpr std::uint64_t missing_bits = 0x7ff8'0000'0000'0000;  // a quiet NaN

  double cell(std::int64_t row) const { return cells_[static_cast<std::size_t>(row)]; }
  std::uint64_t bits(std::int64_t row) const { return std::bit_cast<std::uint64_t>(cell(row)); }

  std::vector<double> cells_;
  std::unordered_map<std::string, std::size_t, TextHash, std::equal_to<>> places_;  // of words
  ColumnSummary summary_;
  double before_ = 0;  // the last number
  bool counts_ = true;
};

}  // namespace regsweep
