// Tables of text: cells are views into the text, quotes are undone in place.
#include "data/csv_file.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>

#include "core/error.hpp"
#include "core/text.hpp"
#include "core/utf8.hpp"
#include "data/encoding.hpp"
#include "data/signature.hpp"

namespace regsweep {
namespace {

constexpr std::size_t longest_shown = 40;  // of a cell, in a message
constexpr std::int64_t fewest_counted =
    10;  // rows of which it can be said that a column counts them

// The beginning of a text, in quotes, for a message.
std::string in_quotes(std::string_view text) {
  const std::string_view shown = characters(text, 0, longest_shown);
  return "'" + std::string(shown) + (shown.size() < text.size() ? "...'" : "'");
}

std::string decoded(std::string text, const std::string& name, std::vector<std::string>& notes) {
  refuse_foreign(std::string_view(text).substr(0, signature_bytes), name, "a table");
  if (text.starts_with("\xef\xbb\xbf")) text.erase(0, 3);
  if (const std::size_t at = text.find('\0'); at != std::string::npos) {
    throw DataError(fmt::format(
        "{}:{}: a NUL byte, which no table of text has; give the file as text (UTF-8)", name,
        1 + std::count(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(at), '\n')));
  }
  if (is_utf8(text)) return text;
  notes.push_back("it is not UTF-8 and is read as Windows-1252");
  return utf8_of_windows_1252(text);
}

// What makes two cells one class: their text, or the number that they are.
struct ClassKey {
  bool numeric = false;
  double number = 0;
  std::string_view text;  // of numbers, whole ones beyond 2^53 alone

  bool operator<(const ClassKey& other) const {
    return std::tie(numeric, number, text) < std::tie(other.numeric, other.number, other.text);
  }
};

ClassKey class_key(std::string_view cell, const CsvFormat& format) {
  const std::optional<double> number = cell_number(cell, format);
  if (!number) return {false, 0, cell};
  const bool exact = std::abs(*number) < 9007199254740992.0;
  return {true, *number, exact ? std::string_view() : cell};
}

}  // namespace

Table::Table(std::string text, const CsvFormat& format, std::string name)
    : name_(std::move(name)), format_(format) {
  text_ = std::make_shared<std::string>(decoded(std::move(text), name_, notes_));
  for (const std::string& mark : format_.missing_marks) {
    if (const auto number = cell_number(mark, format_)) numeric_marks_.push_back(*number);
  }
  const CsvLayout layout = layout_of(*text_, format_, name_);
  delimiter_ = layout.dialect.delimiter;
  CsvRecords records(layout.body, layout.dialect, layout.first_line, name_);
  CsvRecord record;
  std::int64_t empty_rows = 0;
  while (records.next(record)) {
    const bool empty = record.cells.size() > 1 &&
                       std::ranges::all_of(record.cells, [](auto cell) { return cell.empty(); });
    if (empty && columns_ > 0) {
      ++empty_rows;
      continue;
    }
    add_row(record);
    if (lines_.size() == 1 && names_.empty()) take_header();
  }
  if (lines_.empty()) {
    throw DataError(fmt::format("{} {}; give a table with at least one row of numbers", name_,
                                names_.empty() ? "is empty" : "has a header but no rows"));
  }
  if (layout.delimiter_found && columns_ > 1) {
    notes_.push_back("its columns are delimited by " + delimiter_text(delimiter_));
  }
  note_left_out(empty_rows, records.comments());
}

void Table::note_left_out(std::int64_t empty_rows, std::int64_t comments) {
  const auto counted = [](std::int64_t count, const char* what) {
    return fmt::format("{} {}{} left out", with_thousands(count), what,
                       count == 1 ? " is" : "s are");
  };
  if (empty_rows > 0) notes_.push_back(counted(empty_rows, "row") + ", being empty");
  if (comments > 0) notes_.push_back(counted(comments, "line") + " as comments");
}

// The first row becomes the header if it is one.
void Table::take_header() {
  const bool all_words = std::ranges::none_of(
      cells_, [&](std::string_view cell) { return cell_number(cell, format_).has_value(); });
  if (format_.header == Header::no || (format_.header == Header::automatic && !all_words)) return;
  names_.assign(cells_.begin(), cells_.end());
  cells_.clear();
  lines_.clear();
}

void Table::add_row(const CsvRecord& record) {
  const auto found = static_cast<std::int64_t>(record.cells.size());
  if (columns_ == 0) columns_ = found;
  if (found != columns_) {
    throw DataError(
        fmt::format("{}:{}: {} cells where the first line has {} (delimited by {}); complete the "
                    "line, or check "
                    "data.delimiter, or leave out lines by data.comment or data.skip_lines",
                    name_, record.line, found, columns_, delimiter_text(delimiter_)));
  }
  for (const std::string_view cell : record.cells) {
    cells_.push_back(unquoted(cell, record.line));
  }
  lines_.push_back(record.line);
}

// In place: the text of a cell only shrinks, and its bytes belong to *text_, which is ours.
std::string_view Table::unquoted(std::string_view raw, std::int64_t line) {
  if (raw.empty() || raw.front() != '"') return raw;
  if (raw.size() < 2 || raw.back() != '"') {
    throw DataError(fmt::format(
        "{}:{}: the cell {} goes on after its closing quote; put the quotes around the whole cell",
        name_, line, in_quotes(raw)));
  }
  char* const start = text_->data() + (raw.data() - text_->data()) + 1;
  char* out = start;
  for (const char* in = start; in < raw.data() + raw.size() - 1; ++in) {
    if (*in == '"') ++in;  // "" stands for one quote
    *out++ = *in;
  }
  return {start, static_cast<std::size_t>(out - start)};
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
                                               wanted.text(), name_, columns_ - 1)
                                 : fmt::format("{} has no column '{}'; {}", name_, wanted.text(),
                                               suggestion(wanted.text(), names_)));
  }
  const std::int64_t index = wanted.integer() < 0 ? wanted.integer() + columns_ : wanted.integer();
  if (index < 0 || index >= columns_) {
    throw ConfigurationError(wanted.where(),
                             fmt::format("column {} of {} does not exist: there are {}; give an "
                                         "index from 0 to {} (negative: from the end)",
                                         wanted.integer(), name_, columns_, columns_ - 1));
  }
  return index;
}

std::string_view Table::cell(std::int64_t row, std::int64_t column) const {
  return cells_[static_cast<std::size_t>(row * columns_ + column)];
}

std::string Table::place(std::int64_t row, std::int64_t column) const {
  return fmt::format("{}:{}: {} in column {}", name_, line(row), in_quotes(cell(row, column)),
                     names_.empty() ? std::to_string(column) : in_quotes(column_name(column)));
}

bool Table::is_mark(std::string_view cell) const {
  if (cell.empty()) return true;
  if (std::ranges::find(format_.missing_marks, cell) != format_.missing_marks.end()) return true;
  if (numeric_marks_.empty()) return false;
  const std::optional<double> number = cell_number(cell, format_);
  return number && is_numeric_mark(*number);
}

bool Table::is_numeric_mark(double number) const {
  return std::ranges::find(numeric_marks_, number) != numeric_marks_.end();
}

bool Table::is_missing(std::int64_t row, std::int64_t column) const {
  return is_mark(cell(row, column));
}

std::optional<double> Table::number(std::int64_t row, std::int64_t column) const {
  return cell_number(cell(row, column), format_);
}

bool Table::has_decimal_comma(std::int64_t row, std::int64_t column) const {
  const std::string_view text = cell(row, column);
  CsvFormat commas;
  commas.decimal = ',';
  return format_.decimal == '.' && text.find(',') != std::string_view::npos &&
         cell_number(text, commas).has_value();
}

std::vector<double> Table::numbers(std::int64_t column) const {
  std::vector<double> values = numbers_or_missing(column);
  for (std::int64_t row = 0; row < rows(); ++row) {
    if (!std::isnan(values[static_cast<std::size_t>(row)])) continue;
    throw DataError(place(row, column) +
                    " is missing; say data.missing: mean or drop, leave out the column, or remove "
                    "the row");
  }
  return values;
}

std::vector<double> Table::numbers_or_missing(std::int64_t column) const {
  constexpr double largest = std::numeric_limits<float>::max();
  std::vector<double> values(lines_.size());
  for (std::int64_t row = 0; row < rows(); ++row) {
    double& value = values[static_cast<std::size_t>(row)];
    const std::string_view text = cell(row, column);
    const std::optional<double> number = cell_number(text, format_);
    if (number ? is_numeric_mark(*number) : is_mark(text)) {
      value = std::numeric_limits<double>::quiet_NaN();
      continue;
    }
    if (!number) {
      throw DataError(place(row, column) + " is not a finite number; " +
                      (has_decimal_comma(row, column)
                           ? "if commas are its decimal marks, say data.decimal: ','"
                           : "correct it, leave out the column, or remove the row"));
    }
    if (std::abs(*number) > largest) {
      throw DataError(place(row, column) +
                      " is beyond the range of float32 (3.4e38); rescale the column, or leave it "
                      "out");
    }
    value = *number;
  }
  return values;
}

Table::Summary Table::summary(std::int64_t column) const {
  Summary summary;
  bool counts = rows() >= fewest_counted;
  double before = 0;
  for (std::int64_t row = 0; row < rows(); ++row) {
    if (is_missing(row, column)) {
      if (summary.missing++ == 0) summary.first_missing = row;
      counts = false;
      continue;
    }
    const std::optional<double> value = number(row, column);
    if (!value) {
      if (summary.words++ == 0) summary.first_word = row;
      counts = false;
      continue;
    }
    counts = counts && (row == 0 || *value == before + 1);
    before = *value;
    summary.low = summary.numbers == 0 ? *value : std::min(summary.low, *value);
    summary.high = summary.numbers == 0 ? *value : std::max(summary.high, *value);
    ++summary.numbers;
  }
  summary.counts_rows = counts;
  return summary;
}

Table::Classes Table::classes_or_missing(std::int64_t column) const {
  std::map<ClassKey, std::int32_t> found;
  std::vector<std::string_view> cells;
  for (std::int64_t row = 0; row < rows(); ++row) {
    std::string_view text = cell(row, column);
    if (!format_.label_suffix.empty() && text.ends_with(format_.label_suffix)) {
      text.remove_suffix(format_.label_suffix.size());
    }
    cells.push_back(is_missing(row, column) ? std::string_view() : text);
    if (!cells.back().empty()) found.emplace(class_key(text, format_), 0);
  }
  // With a word among the numbers all are in the order of their bytes.
  std::vector<std::pair<ClassKey, std::string>> order;
  for (const auto& [key, unused] : found) {
    order.emplace_back(
        key, key.numeric && key.text.empty() ? number_text(key.number) : std::string(key.text));
  }
  if (std::ranges::any_of(order, [](const auto& each) { return !each.first.numeric; })) {
    std::ranges::stable_sort(order, {}, [](const auto& each) { return each.second; });
  }
  Classes classes;
  for (const auto& [key, text] : order) {
    found[key] = static_cast<std::int32_t>(classes.names.size());
    classes.names.push_back(text);
  }
  for (const std::string_view each : cells) {
    classes.labels.push_back(each.empty() ? -1 : found[class_key(each, format_)]);
  }
  return classes;
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
