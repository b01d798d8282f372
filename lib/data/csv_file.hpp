// Tables of text: CSV and its relatives. Names columns, turns columns into numbers or classes.
//
// Understood without a word: UTF-8 with or without byte order mark, else Windows-1252; CR, LF and
// CRLF; cells in quotes, with "" for a quote and line breaks inside; a first line `sep=;`; empty
// lines and rows of empty cells, which are left out. Every row has as many cells as the first one.
// Each DataError names file and line.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "core/value.hpp"
#include "data/csv_layout.hpp"

namespace regsweep {

class Table {
 public:
  /// `name` (a path) is for messages.
  Table(std::string text, const CsvFormat& format, std::string name);

  const std::string& name() const { return name_; }
  std::int64_t rows() const { return static_cast<std::int64_t>(lines_.size()); }
  std::int64_t columns() const { return columns_; }
  bool has_header() const { return !names_.empty(); }
  const std::vector<std::string>& names() const { return names_; }  // of the header
  std::string column_name(std::int64_t column) const;               // of the header, else "3"

  /// The column that a YAML value names: a header's name, or an index from 0 (negative: from the
  /// end). ConfigurationError at the value's place when there is none, or when the name is that of
  /// two.
  std::int64_t column(const Value& wanted) const;

  std::string_view cell(std::int64_t row, std::int64_t column) const;
  std::int64_t line(std::int64_t row) const { return lines_[static_cast<std::size_t>(row)]; }

  /// Whether a cell is empty or a mark of missing values.
  bool is_missing(std::int64_t row, std::int64_t column) const;

  /// What a cell says as a number, or nothing.
  std::optional<double> number(std::int64_t row, std::int64_t column) const;

  /// Whether a cell would be a number if commas were decimal marks, which was not said.
  bool has_decimal_comma(std::int64_t row, std::int64_t column) const;

  /// All cells as numbers; DataError for anything but finite numbers of float32's range.
  std::vector<double> numbers(std::int64_t column) const;

  /// The same with NaN for missing cells.
  std::vector<double> numbers_or_missing(std::int64_t column) const;

  /// What a column holds.
  struct Summary {
    std::int64_t numbers = 0, words = 0, missing = 0;
    double low = 0, high = 0;      // of the numbers
    std::int64_t first_word = -1;  // its row
    std::int64_t first_missing = -1;
    bool counts_rows = false;  // each number is that of the row before and one
  };
  Summary summary(std::int64_t column) const;

  /// The distinct texts of a column, in numeric order if all are numbers, else in byte order, and
  /// for each row its place there, -1 for missing cells. Equal numbers are one class, however
  /// written.
  struct Classes {
    std::vector<std::string> names;
    std::vector<std::int32_t> labels;
  };
  Classes classes_or_missing(std::int64_t column) const;

  /// The same; DataError for missing cells.
  Classes classes(std::int64_t column) const;

  /// What was found rather than said, in sentences without a full stop: encoding, delimiter, what
  /// was left out.
  const std::vector<std::string>& notes() const { return notes_; }
  char delimiter() const { return delimiter_; }

  /// "t.csv:3: 'x' in column 'y'".
  std::string place(std::int64_t row, std::int64_t column) const;

 private:
  void add_row(const CsvRecord& record);
  void take_header();
  std::string_view unquoted(std::string_view raw, std::int64_t line);
  bool is_mark(std::string_view cell) const;
  bool is_numeric_mark(double number) const;
  void note_left_out(std::int64_t empty_rows, std::int64_t comments);

  std::string name_;
  CsvFormat format_;
  std::shared_ptr<std::string> text_;  // the cells point into it, also those of copies
  std::vector<std::string> names_;
  std::vector<std::string_view> cells_;  // row-major
  std::vector<std::int64_t> lines_;      // line number of each row
  std::vector<double> numeric_marks_;
  std::vector<std::string> notes_;
  std::int64_t columns_ = 0;
  char delimiter_ = ',';
};

}  // namespace regsweep
