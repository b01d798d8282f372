// Tables of text: one pass over the rows fills the columns.
#include "data/csv_file.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "core/error.hpp"
#include "core/text.hpp"

namespace regsweep {

Table::Table(FileBytes bytes, const CsvFormat& format, std::string name, const LeftOut& left_out)
    : name_(std::move(name)), format_(format), text_(csv_text(std::move(bytes), name_)) {
  if (text_.converted) notes_.push_back("it is not UTF-8 and is read as Windows-1252");
  for (const std::string& mark : format_.missing_marks) {
    if (const auto number = cell_number(mark, format_)) numeric_marks_.push_back(*number);
  }
  const CsvLayout layout = layout_of(text_.text, format_, name_);
  dialect_ = layout.dialect;
  read_all(layout, left_out);
}

void Table::read_all(const CsvLayout& layout, const LeftOut& left_out) {
  CsvPlace place{text_.text.size() - layout.body.size(), layout.first_line};
  CsvRows rows(text_.text, dialect_, place, 0, name_);
  bool row = rows.next();
  columns_.resize(static_cast<std::size_t>(rows.columns()));
  if (row) take_header(rows);
  if (has_header()) {
    place = rows.place();
    row = rows.next();
  }
  if (!row) {
    throw DataError(fmt::format("{} {}; give a table with at least one row of numbers", name_,
                                has_header() ? "has a header but no rows" : "is empty"));
  }
  const std::vector<std::size_t> kept = kept_columns(left_out);
  // A row has a byte for each cell at least, the delimiter or the line end behind it.
  const auto most_rows = static_cast<std::int64_t>(text_.text.size() / columns_.size()) + 1;
  for (const std::size_t column : kept) {
    columns_[column].reserve(std::min(text_.lines, most_rows));
  }
  std::size_t let_go = 0;
  for (; row; row = rows.next()) {
    if (rows_++ % rows_per_place == 0) places_.push_back(place);
    for (const std::size_t column : kept) add_cell(rows.cells()[column], columns_[column]);
    place = rows.place();
    if (place.offset < let_go + csv_piece_bytes) continue;
    text_.bytes.let_go(let_go, place.offset);
    let_go = place.offset;
  }
  if (layout.delimiter_found && columns() > 1) {
    notes_.push_back("its columns are delimited by " + delimiter_text(delimiter()));
  }
  note_left_out(rows.empty_rows(), rows.comments());
}

void Table::note_left_out(std::int64_t empty_rows, std::int64_t comments) {
  const auto left_out = [](std::int64_t count, const char* what) {
    return fmt::format("{} {} left out", counted(count, what), count == 1 ? "is" : "are");
  };
  if (empty_rows > 0) notes_.push_back(left_out(empty_rows, "row") + ", being empty");
  if (comments > 0) notes_.push_back(left_out(comments, "line") + " as comments");
}

// The first row becomes the header if it is one.
void Table::take_header(const CsvRows& first) {
  const bool all_words = std::ranges::none_of(
      first.cells(), [&](std::string_view cell) { return cell_number(cell, format_).has_value(); });
  if (format_.header == Header::no || (format_.header == Header::automatic && !all_words)) return;
  names_.assign(first.cells().begin(), first.cells().end());
}

std::vector<std::size_t> Table::kept_columns(const LeftOut& left_out) const {
  const std::vector<std::int64_t> out = left_out ? left_out(*this) : std::vector<std::int64_t>{};
  std::vector<std::size_t> kept;
  for (std::int64_t column = 0; column < columns(); ++column) {
    if (std::ranges::find(out, column) != out.end()) continue;
    kept.push_back(static_cast<std::size_t>(column));
  }
  return kept;
}

// A number that is a mark, however written, is no value either.
void Table::add_cell(std::string_view cell, CsvColumn& column) const {
  const std::vector<std::string>& marks = format_.missing_marks;
  if (const std::optional<double> number = cell_number(cell, format_)) {
    const bool mark = std::ranges::find(numeric_marks_, *number) != numeric_marks_.end();
    mark ? column.add_missing() : column.add_number(*number);
  } else if (cell.empty() || std::ranges::find(marks, cell) != marks.end()) {
    column.add_missing();
  } else {
    column.add_word(cell);
  }
}

CsvRows Table::rows_from(std::size_t place) const {
  const bool first_record = place == 0 && !has_header();
  return {text_.text, dialect_, places_[place], first_record ? 0 : columns(), name_};
}

CsvRows Table::row_at(std::int64_t row) const {
  CsvRows rows = rows_from(static_cast<std::size_t>(row / rows_per_place));
  for (std::int64_t i = 0; i <= row % rows_per_place; ++i) {
    RS_CHECK(rows.next(), "rows of a table are where they were");
  }
  return rows;
}

std::string Table::cell(std::int64_t row, std::int64_t column) const {
  const CsvRows rows = row_at(row);
  return std::string(rows.cells()[static_cast<std::size_t>(column)]);
}

std::string Table::column_name(std::int64_t column) const {
  return names_.empty() ? std::to_string(column) : names_[static_cast<std::size_t>(column)];
}

std::int64_t Table::column(const Value& wanted) const {
  if (wanted.is_text()) {
    const auto found = std::find(names_.begin(), names_.end(), wanted.text());
    if (found != names_.end()) {
      const auto again = std::find(found + 1, names_.end(), wanted.text());
      if (again == names_.end()) return found - names_.begin();
      throw ConfigurationError(
          wanted.where(),
          fmt::format("{} has two columns called '{}' ({} and {}); name one by its index", name_,
                      wanted.text(), found - names_.begin(), again - names_.begin()));
    }
    throw ConfigurationError(wanted.where(),
                             names_.empty()
                                 ? fmt::format("column '{}' of {}: the file has no header; give an "
                                               "index from 0 to {}, or header: true",
                                               wanted.text(), name_, columns() - 1)
                                 : fmt::format("{} has no column '{}'; {}", name_, wanted.text(),
                                               suggestion(wanted.text(), names_)));
  }
  const std::int64_t index = wanted.integer() < 0 ? wanted.integer() + columns() : wanted.integer();
  if (index < 0 || index >= columns()) {
    throw ConfigurationError(wanted.where(),
                             fmt::format("column {} of {} does not exist: there are {}; give an "
                                         "index from 0 to {} (negative: from the end)",
                                         wanted.integer(), name_, columns(), columns() - 1));
  }
  return index;
}

std::string Table::place(std::int64_t row, std::int64_t column) const {
  return fmt::format("{}:{}: {} in column {}", name_, line(row), in_quotes(cell(row, column)),
                     has_header() ? in_quotes(column_name(column)) : std::to_string(column));
}

bool Table::has_decimal_comma(std::int64_t row, std::int64_t column) const {
  const std::string text = cell(row, column);
  CsvFormat commas;
  commas.decimal = ',';
  return format_.decimal == '.' && text.find(',') != std::string::npos &&
         cell_number(text, commas).has_value();
}

// The first cell that is no number, or too large a one.
void Table::check_numbers(std::int64_t column) const {
  constexpr double largest = std::numeric_limits<float>::max();
  const Summary found = summary(column);
  std::int64_t beyond = rows();
  if (std::max(-found.low, found.high) > largest) {
    beyond = std::ranges::find_if(at(column).cells(),
                                  [](double each) { return std::abs(each) > largest; }) -
             at(column).cells().begin();
  }
  if (found.first_word >= 0 && found.first_word < beyond) {
    throw DataError(place(found.first_word, column) + " is not a finite number; " +
                    (has_decimal_comma(found.first_word, column)
                         ? "if commas are its decimal marks, say data.decimal: ','"
                         : "correct it, leave out the column, or remove the row"));
  }
  if (beyond < rows()) {
    throw DataError(place(beyond, column) +
                    " is beyond the range of float32 (3.4e38); rescale the column, or leave it "
                    "out");
  }
}

std::vector<double> Table::numbers(std::int64_t column) const {
  check_numbers(column);
  if (const std::int64_t missing = summary(column).first_missing; missing >= 0) {
    throw DataError(place(missing, column) +
                    " is missing; say data.missing: mean or drop, leave out the column, or remove "
                    "the row");
  }
  return at(column).cells();
}

std::vector<double> Table::numbers_or_missing(std::int64_t column) const {
  check_numbers(column);
  return at(column).cells();
}

std::vector<double> Table::take_numbers_or_missing(std::int64_t column) {
  check_numbers(column);
  return columns_[static_cast<std::size_t>(column)].take_cells();
}

Table::Classes Table::classes_or_missing(std::int64_t column) const {
  return classes_of_column(at(column), format_,
                           [&](std::int64_t row) { return cell(row, column); });
}

Table::Classes Table::classes(std::int64_t column) const {
  Classes classes = classes_or_missing(column);
  const auto missing = std::ranges::find(classes.labels, -1);
  if (missing != classes.labels.end()) {
    throw DataError(place(missing - classes.labels.begin(), column) +
                    " names no class but marks a missing one; say data.missing: drop, or data."
                    "missing_marks without it if it is a class, or fill it in");
  }
  return classes;
}

}  // namespace regsweep
