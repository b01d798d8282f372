// The records of a table of text: one per line, but for line breaks inside quotes. One pass over
// the bytes; cells are views of them.
//
// Blanks around a cell do not count, empty lines are left out, and so are lines that begin with the
// mark of a comment. A cell that begins with a quote ends with the next quote that is not doubled;
// the quotes are still around it here.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace regsweep {

struct CsvDialect {
  char delimiter = ',';  // ' ': any run of blanks
  char line_end = '\n';
  std::string comment{};  // "": none
};

struct CsvRecord {
  std::int64_t line = 0;  // where it begins
  std::vector<std::string_view> cells;
};

class CsvRecords {
 public:
  /// `text` begins with line number `first_line` of the file `name`.
  CsvRecords(std::string_view text, CsvDialect dialect, std::int64_t first_line, std::string name)
      : text_(text), dialect_(std::move(dialect)), line_(first_line), name_(std::move(name)) {}

  /// The next record; false at the end. DataError where a quote is opened and never closed.
  bool next(CsvRecord& record);

  std::size_t position() const { return at_; }         // of what was not looked at, in `text`
  std::int64_t line() const { return line_; }          // its number
  std::int64_t comments() const { return comments_; }  // lines left out so far

 private:
  void split(CsvRecord& record, std::size_t end);
  std::size_t end_of_cell(std::size_t at, std::size_t end) const;
  std::size_t end_of_quotes(std::size_t at) const;

  std::string_view text_;
  CsvDialect dialect_;
  std::size_t at_ = 0;
  std::int64_t line_;
  std::int64_t comments_ = 0;
  std::string name_;
};

}  // namespace regsweep
