// Tables of text: CSV and its relatives. Names columns, turns columns into numbers or classes.
//
// Understood without a word: UTF-8 with or without byte order mark, else Windows-1252; CR, LF and
// CRLF; cells in quotes, with "" for a quote and line breaks inside; a first line `sep=;`; empty
// lines and rows of empty cells, which are left out. Every row has as many cells as the first one.
// Each DataError names file and line.
//
// One pass fills the columns, with 8 bytes for each cell; the text stays where it is (a file is
// mapped, data/bytes.hpp), and a cell is looked up there when a message shows it.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/value.hpp"
#include "data/csv_classes.hpp"
#include "data/csv_column.hpp"
#include "data/csv_layout.hpp"
#include "data/csv_rows.hpp"
#include "data/csv_text.hpp"

namespace regsweep {

class Table {
 public:
  /// Columns that nobody will ask for, chosen when the header is known: their cells are not kept.
  using LeftOut = std::function<std::vector<std::int64_t>(const Table&)>;

  /// `name` (a path) is for messages.
  Table(FileBytes bytes, const CsvFormat& format, std::string name, const LeftOut& left_out = {});

  const std::string& name() const { return name_; }
  std::int64_t rows() const { return rows_; }
  std::int64_t columns() const { return static_cast<std::int64_t>(columns_.size()); }
  bool has_header() const { return !names_.empty(); }
  const std::vector<std::string>& names() const { return names_; }  // of the header
  std::string column_name(std::int64_t column) const;               // of the header, else "3"

  /// The column that a YAML value names: a header's name, or an index from 0 (negative: from the
  /// end). ConfigurationError at the value's place when there is none, or when the name is that of
  /// two.
  std::int64_t column(const Value& wanted) const;

  /// A cell without its quotes, and the line of a row: looked up in the text, for messages.
  std::string cell(std::int64_t row, std::int64_t column) const;
  std::int64_t line(std::int64_t row) const { return row_at(row).line(); }

  /// All rows once more, from the text.
  CsvRows read_rows() const { return rows_from(0); }

  std::string row_text(std::int64_t row) const { return text_of_cells(row_at(row).cells()); }

  /// Whether a cell is empty or a mark of missing values.
  bool is_missing(std::int64_t row, std::int64_t column) const {
    return at(column).is_missing(row);
  }

  /// What a cell says as a number, or nothing.
  std::optional<double> number(std::int64_t row, std::int64_t column) const {
    return at(column).number(row);
  }

  /// Whether a cell would be a number if commas were decimal marks, which was not said.
  bool has_decimal_comma(std::int64_t row, std::int64_t column) const;

  /// All cells as numbers; DataError for anything but finite numbers of float32's range.
  std::vector<double> numbers(std::int64_t column) const;

  /// The same with NaN for missing cells.
  std::vector<double> numbers_or_missing(std::int64_t column) const;

  /// The same without a copy: the column can be asked for its summary alone afterwards.
  std::vector<double> take_numbers_or_missing(std::int64_t column);

  using Summary = ColumnSummary;
  Summary summary(std::int64_t column) const { return at(column).summary(); }

  using Classes = TableClasses;
  Classes classes_or_missing(std::int64_t column) const;

  /// The same; DataError for missing cells.
  Classes classes(std::int64_t column) const;

  /// What was found rather than said, in sentences without a full stop: encoding, delimiter, what
  /// was left out.
  const std::vector<std::string>& notes() const { return notes_; }
  char delimiter() const { return dialect_.delimiter; }

  /// "t.csv:3: 'x' in column 'y'".
  std::string place(std::int64_t row, std::int64_t column) const;

 private:
  static constexpr std::int64_t rows_per_place = 64;

  const CsvColumn& at(std::int64_t column) const {
    return columns_[static_cast<std::size_t>(column)];
  }
  void read_all(const CsvLayout& layout, const LeftOut& left_out);
  void take_header(const CsvRows& first);
  std::vector<std::size_t> kept_columns(const LeftOut& left_out) const;
  void add_cell(std::string_view cell, CsvColumn& column) const;
  void check_numbers(std::int64_t column) const;
  CsvRows rows_from(std::size_t place) const;
  CsvRows row_at(std::int64_t row) const;
  void note_left_out(std::int64_t empty_rows, std::int64_t comments);

  std::string name_;
  CsvFormat format_;
  CsvText text_;
  CsvDialect dialect_;
  std::vector<std::string> names_;
  std::vector<CsvColumn> columns_;
  std::vector<CsvPlace> places_;  // behind which row 0, rows_per_place, ... begin
  std::int64_t rows_ = 0;
  std::vector<double> numeric_marks_;
  std::vector<std::string> notes_;
};

}  // namespace regsweep
