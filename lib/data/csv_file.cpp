// Tables of text: one pass over the bytes, cells are views into them.
#include "data/csv_file.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "core/error.hpp"
#include "core/text.hpp"
#include "core/utf8.hpp"

namespace regsweep {
namespace {

constexpr std::string_view blanks = " \t\r\v\f";
constexpr std::size_t longest_shown = 40;  // of a cell, in a message

std::string_view trimmed(std::string_view text) {
  const std::size_t first = text.find_first_not_of(blanks);
  return first == std::string_view::npos
             ? std::string_view()
             : text.substr(first, text.find_last_not_of(blanks) - first + 1);
}

char delimiter_of(const std::string& wanted, std::string_view first_line) {
  if (wanted != "auto") return wanted.front();
  for (const char candidate : {'\t', ';', ','}) {
    if (first_line.find(candidate) != std::string_view::npos) return candidate;
  }
  return ' ';
}

// The beginning of a text, in quotes, for a message.
std::string in_quotes(std::string_view text) {
  const std::string_view shown = characters(text, 0, longest_shown);
  return "'" + std::string(shown) + (shown.size() < text.size() ? "...'" : "'");
}

}  // namespace

Table::Table(std::string text, const CsvFormat& format, std::string name)
    : name_(std::move(name)), text_(std::make_shared<std::string>(std::move(text))) {
  std::string_view rest = *text_;
  if (rest.starts_with("\xef\xbb\xbf")) rest.remove_prefix(3);
  char delimiter = 0;
  for (std::int64_t number = 1; !rest.empty(); ++number) {
    const std::size_t end = rest.find('\n');
    const std::string_view line = rest.substr(0, end);
    rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 1);
    if (trimmed(line).empty()) continue;
    if (delimiter == 0) delimiter = delimiter_of(format.delimiter, line);
    split_line(line, number, delimiter);
    if (lines_.size() > 1 || !names_.empty()) continue;
    const bool all_words = std::none_of(cells_.begin(), cells_.end(), [](std::string_view each) {
      return parse_number(each).has_value();
    });
    if (format.header == Header::yes || (format.header == Header::automatic && all_words)) {
      names_.assign(cells_.begin(), cells_.end());
      cells_.clear();
      lines_.clear();
    }
  }
  if (lines_.empty()) {
    throw DataError(fmt::format("{} {}; give a table with at least one row of numbers", name_,
                                names_.empty() ? "is empty" : "has a header but no rows"));
  }
}

// The place behind the quote that ends the quoted text which begins at `at`; "" inside it is one
// quote of the text.
std::size_t Table::end_of_quotes(std::string_view line, std::size_t at, std::int64_t number) const {
  std::size_t end = at;
  do {
    end = line.find('"', end + 1);
    if (end == std::string_view::npos) {
      throw DataError(fmt::format(
          "{}:{}: a quote is opened and not closed on the same line; close it or remove it", name_,
          number));
    }
    ++end;
  } while (end < line.size() && line[end] == '"');
  return end;
}

// Appends one row; the row is a new line of cells_, and its number of cells must be that of the
// first.
void Table::split_line(std::string_view line, std::int64_t number, char delimiter) {
  const std::size_t before = cells_.size();
  std::size_t at = 0;
  while (true) {
    at = line.find_first_not_of(delimiter == '\t' ? " " : blanks, at);
    if (at == std::string_view::npos) {
      // The line ends in blanks: an empty last cell, unless blanks delimit.
      if (delimiter != ' ') cells_.emplace_back();
      break;
    }
    std::size_t end = line[at] == '"' ? end_of_quotes(line, at, number) : at;
    end = delimiter == ' ' ? line.find_first_of(blanks, end) : line.find(delimiter, end);
    add_cell(trimmed(line.substr(at, end == std::string_view::npos ? end : end - at)), number);
    if (end == std::string_view::npos) break;
    at = end + 1;
  }
  const auto found = static_cast<std::int64_t>(cells_.size() - before);
  if (columns_ == 0) columns_ = found;
  if (found != columns_) {
    throw DataError(fmt::format(
        "{}:{}: {} cells where the first line has {}; complete the line, or check the delimiter",
        name_, number, found, columns_));
  }
  lines_.push_back(number);
}

// Quotes are undone in place: the text of a cell only shrinks, and its bytes belong to *text_,
// which is ours.
void Table::add_cell(std::string_view raw, std::int64_t number) {
  if (raw.empty() || raw.front() != '"') {
    cells_.push_back(raw);
    return;
  }
  if (raw.size() < 2 || raw.back() != '"') {
    throw DataError(fmt::format(
        "{}:{}: the cell {} goes on after its closing quote; put the quotes around the whole cell",
        name_, number, in_quotes(raw)));
  }
  char* const start = text_->data() + (raw.data() - text_->data()) + 1;
  char* out = start;
  for (const char* in = start; in < raw.data() + raw.size() - 1; ++in) {
    if (*in == '"') ++in;  // "" stands for one quote
    *out++ = *in;
  }
  cells_.emplace_back(start, static_cast<std::size_t>(out - start));
}

std::string Table::column_name(std::int64_t column) const {
  return names_.empty() ? std::to_string(column) : names_[static_cast<std::size_t>(column)];
}

std::int64_t Table::column(const Value& wanted) const {
  if (wanted.is_text()) {
    const auto found = std::find(names_.begin(), names_.end(), wanted.text());
    if (found != names_.end()) return found - names_.begin();
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
  return fmt::format("{}:{}: {} in column {}", name_, lines_[static_cast<std::size_t>(row)],
                     in_quotes(cell(row, column)),
                     names_.empty() ? std::to_string(column) : in_quotes(column_name(column)));
}

std::vector<double> Table::numbers(std::int64_t column) const {
  std::vector<double> values(lines_.size());
  for (std::int64_t row = 0; row < rows(); ++row) {
    const std::optional<double> value = parse_number(cell(row, column));
    if (!value) {
      throw DataError(
          place(row, column) +
          " is not a finite number; correct it, leave out the column, or remove the row");
    }
    values[static_cast<std::size_t>(row)] = *value;
  }
  return values;
}

Table::Classes Table::classes(std::int64_t column) const {
  std::map<std::string_view, std::int32_t> found;
  for (std::int64_t row = 0; row < rows(); ++row) {
    if (cell(row, column).empty()) {
      throw DataError(place(row, column) + " names no class; fill it in or remove the row");
    }
    found.emplace(cell(row, column), 0);
  }
  std::vector<std::string_view> names;
  for (const auto& [name, unused] : found) names.push_back(name);
  if (std::all_of(names.begin(), names.end(),
                  [](std::string_view each) { return parse_number(each).has_value(); })) {
    std::stable_sort(names.begin(), names.end(), [](std::string_view a, std::string_view b) {
      return *parse_number(a) < *parse_number(b);
    });
  }
  for (std::size_t i = 0; i < names.size(); ++i) found[names[i]] = static_cast<std::int32_t>(i);
  Classes classes{{names.begin(), names.end()}, {}};
  for (std::int64_t row = 0; row < rows(); ++row) {
    classes.labels.push_back(found[cell(row, column)]);
  }
  return classes;
}

}  // namespace regsweep
