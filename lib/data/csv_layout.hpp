// How a table of text is laid out: where it begins, how its lines end, what delimits its cells.
// What was not said is found, and told.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "data/csv_records.hpp"

namespace regsweep {

enum class Header { automatic /* yes if no cell of the first line is a number */, yes, no };

struct CsvFormat {
  std::string delimiter = "auto";  // one character; ' ' = any run of blanks; "auto" = by agreement
                                   // of lines among tab ; , | and blanks
  Header header = Header::automatic;
  char decimal = '.';
  std::string thousands{};      // "": none
  std::string comment{};        // "": none
  std::int64_t skip_lines = 0;  // before the table
  std::string label_suffix{};   // removed from the end of class names that have it
  std::vector<std::string> missing_marks = usual_missing_marks();  // beside empty cells

  /// Those that pandas reads as missing, and "?".
  static std::vector<std::string> usual_missing_marks();
};

/// A cell as a finite number, with the format's decimal mark and thousands (only between groups of
/// three digits), or nothing.
std::optional<double> cell_number(std::string_view cell, const CsvFormat& format);

struct CsvLayout {
  std::string_view body;        // of the text, from the first line of the table on
  std::int64_t first_line = 1;  // its number
  CsvDialect dialect;
  bool delimiter_found = false;  // not said, but by agreement of the lines
};

/// The layout of a UTF-8 text without byte order mark; `name` is for errors.
CsvLayout layout_of(std::string_view text, const CsvFormat& format, const std::string& name);

/// "blanks", "tabs", "';'".
std::string delimiter_text(char delimiter);

}  // namespace regsweep
