// Tables of text: CSV and its relatives. Splits into cells, names columns, turns columns into
// numbers or classes.
//
// Cells may be quoted ("a,b", with "" for a quote); blanks around a cell do not count; empty lines
// are skipped; CRLF, a byte order mark and a missing last line end are accepted. Every row has as
// many cells as the first one. Each DataError names file and line.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "core/value.hpp"

namespace regsweep {

enum class Header { automatic /* yes if no cell of the first line is a number */, yes, no };

struct CsvFormat {
  std::string delimiter = "auto";  // one character; " " = any run of blanks; "auto" = the first of
                                   // tab ; , in line 1, else blanks
  Header header = Header::automatic;
};

class Table {
 public:
  /// `name` (a path) is for messages.
  Table(std::string text, const CsvFormat& format, std::string name);

  std::int64_t rows() const { return static_cast<std::int64_t>(lines_.size()); }
  std::int64_t columns() const { return columns_; }
  bool has_header() const { return !names_.empty(); }
  std::string column_name(std::int64_t column) const;  // of the header, else "3"

  /// The column that a YAML value names: a header's name, or an index from 0 (negative: from the
  /// end). ConfigurationError at the value's place when there is none.
  std::int64_t column(const Value& wanted) const;

  std::string_view cell(std::int64_t row, std::int64_t column) const;
  std::vector<double> numbers(
      std::int64_t column) const;  // DataError for anything but finite numbers

  /// The distinct texts of a column, in numeric order if all are numbers, else in byte order, and
  /// for each row its place there.
  struct Classes {
    std::vector<std::string> names;
    std::vector<std::int32_t> labels;
  };
  Classes classes(std::int64_t column) const;

 private:
  void split_line(std::string_view line, std::int64_t number, char delimiter);
  std::size_t end_of_quotes(std::string_view line, std::size_t at, std::int64_t number) const;
  void add_cell(std::string_view raw, std::int64_t number);
  std::string place(std::int64_t row, std::int64_t column) const;

  std::string name_;
  std::shared_ptr<std::string> text_;  // the cells point into it, also those of copies
  std::vector<std::string> names_;
  std::vector<std::string_view> cells_;  // row-major
  std::vector<std::int64_t> lines_;      // line number of each row
  std::int64_t columns_ = 0;
};

}  // namespace regsweep
