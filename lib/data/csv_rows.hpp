// The rows of a table of text: its records with as many cells as the first one, without quotes
// around cells; records of empty cells are left out.
#pragma once

#include <cstdint>
#include <deque>
#include <string>
#include <string_view>
#include <vector>

#include "data/csv_records.hpp"

namespace regsweep {

/// Where rows begin: a place in the text of a table and the number of its line.
struct CsvPlace {
  std::size_t offset = 0;
  std::int64_t line = 1;
};

class CsvRows {
 public:
  /// The rows of `text` from `place` on. `columns`: cells of a row; 0: the first record says it,
  /// and is a row even if its cells are empty.
  CsvRows(std::string_view text, const CsvDialect& dialect, CsvPlace place, std::int64_t columns,
          const std::string& name);

  /// Goes on to the next row; false at the end. DataError, with the line, where quotes do not end
  /// or end inside a cell, and for another number of cells.
  bool next();

  /// Of this row, until next().
  const std::vector<std::string_view>& cells() const { return record_.cells; }
  std::int64_t line() const { return record_.line; }

  CsvPlace place() const;  // behind this row
  std::int64_t columns() const { return columns_; }
  std::int64_t empty_rows() const { return empty_rows_; }  // left out so far
  std::int64_t comments() const { return records_.comments(); }

 private:
  std::string_view unquoted(std::string_view raw);

  std::size_t begin_;  // of the records in the text
  CsvRecords records_;
  CsvRecord record_;
  std::deque<std::string> unescaped_;  // cells of this row that have quotes inside
  std::int64_t columns_;
  std::int64_t empty_rows_ = 0;
  char delimiter_;
  std::string name_;
};

/// Cells as one text, each with a NUL behind it, which no cell has.
std::string text_of_cells(const std::vector<std::string_view>& cells);

/// The beginning of a cell, in quotes, for a message.
std::string in_quotes(std::string_view cell);

}  // namespace regsweep
