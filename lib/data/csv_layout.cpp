// The delimiter is the one by which most lines agree on the number of their cells and which makes
// most of these numbers.
#include "data/csv_layout.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>
#include <tuple>

#include "core/error.hpp"
#include "core/text.hpp"

namespace regsweep {
namespace {

constexpr std::int64_t lines_asked = 500;
constexpr std::array candidates{'\t', ';', ',', '|', ' '};  // of equal ones the first is taken

bool is_decimal_comma(std::string_view cell) {
  return cell.find('.') == std::string_view::npos && std::count(cell.begin(), cell.end(), ',') == 1;
}

bool looks_like_number(std::string_view cell, char delimiter, const CsvFormat& format) {
  if (cell.size() > 1 && cell.front() == '"' && cell.back() == '"') {
    cell = cell.substr(1, cell.size() - 2);
  }
  if (cell_number(cell, format)) return true;
  if (delimiter == ',' || !is_decimal_comma(cell)) return false;
  std::string text(cell);
  text[text.find(',')] = '.';
  return parse_number(text).has_value();
}

// How well a delimiter explains the first lines: the share of lines that agree on a number of cells
// times the share of cells that are numbers. 0 where it delimits nothing.
double agreement(const CsvLayout& layout, char delimiter, const CsvFormat& format) {
  CsvDialect dialect = layout.dialect;
  dialect.delimiter = delimiter;
  CsvRecords records(layout.body, dialect, 1, "");
  CsvRecord record;
  std::map<std::size_t, std::int64_t> lines_of_count;
  std::int64_t lines = 0;
  std::int64_t cells = 0;
  std::int64_t numbers = 0;
  try {
    while (lines < lines_asked && records.next(record)) {
      ++lines;
      ++lines_of_count[record.cells.size()];
      for (const std::string_view cell : record.cells) {
        ++cells;
        numbers += looks_like_number(cell, delimiter, format) ? 1 : 0;
      }
    }
  } catch (const DataError&) {
    if (lines == 0) return 1e-3;  // a quote that is not closed is told when the table is read
  }
  const auto most = std::max_element(
      lines_of_count.begin(), lines_of_count.end(), [](const auto& a, const auto& b) {
        return std::tie(a.second, a.first) < std::tie(b.second, b.first);
      });
  if (most == lines_of_count.end() || most->first < 2) return 0;
  // Words alone are delimited by blanks only if nothing else does.
  const double without_numbers = delimiter == ' ' ? 0.01 : 0.02;
  return static_cast<double>(most->second) / static_cast<double>(lines) *
         (without_numbers + static_cast<double>(numbers) / static_cast<double>(cells));
}

char delimiter_by_agreement(const CsvLayout& layout, const CsvFormat& format) {
  char best = ' ';
  double most = 0;
  for (const char candidate : candidates) {
    const double score = agreement(layout, candidate, format);
    if (score > most) {
      best = candidate;
      most = score;
    }
  }
  return best;
}

// Removes `thousands` from between groups of three digits; nothing where it stands elsewhere.
std::optional<std::string> without_thousands(std::string_view cell, const CsvFormat& format) {
  const std::size_t first = cell.find(format.thousands);
  if (first == std::string_view::npos) return std::string(cell);
  std::string plain(cell.substr(0, first));
  std::size_t at = first;
  while (cell.substr(at).starts_with(format.thousands)) {
    const std::string_view group = cell.substr(at + format.thousands.size(), 3);
    if (group.size() < 3 || group.find_first_not_of("0123456789") != std::string_view::npos) {
      return std::nullopt;
    }
    plain += group;
    at += format.thousands.size() + 3;
  }
  const bool digits_before = first > 0 && plain[first - 1] >= '0' && plain[first - 1] <= '9';
  const bool digit_behind = at < cell.size() && cell[at] >= '0' && cell[at] <= '9';
  if (!digits_before || digit_behind) return std::nullopt;
  return plain += cell.substr(at);
}

}  // namespace

std::vector<std::string> CsvFormat::usual_missing_marks() {
  return {"?",    "NA",   "N/A",  "n/a",  "#N/A", "#NA", "<NA>", "nan",     "NaN",
          "-nan", "-NaN", "NULL", "null", "None", "NaT", "NAN",  "#N/A N/A"};
}

std::optional<double> cell_number(std::string_view cell, const CsvFormat& format) {
  if (format.decimal == '.' && format.thousands.empty()) return parse_number(cell);
  std::string plain(cell);
  if (!format.thousands.empty()) {
    const std::optional<std::string> without = without_thousands(cell, format);
    if (!without) return std::nullopt;
    plain = *without;
  }
  if (format.decimal != '.') {
    if (plain.find('.') != std::string::npos) return std::nullopt;
    if (const std::size_t at = plain.find(format.decimal); at != std::string::npos) plain[at] = '.';
  }
  return parse_number(plain);
}

CsvLayout layout_of(std::string_view text, const CsvFormat& format, const std::string& name) {
  CsvLayout layout;
  layout.body = text;
  layout.dialect.comment = format.comment;
  if (text.find('\n') == std::string_view::npos && text.find('\r') != std::string_view::npos) {
    layout.dialect.line_end = '\r';
  }
  for (std::int64_t skipped = 0; skipped < format.skip_lines; ++skipped) {
    const std::size_t end = layout.body.find(layout.dialect.line_end);
    if (end == std::string_view::npos) {
      throw DataError(fmt::format("{} has fewer lines than the {} to skip; lower data.skip_lines",
                                  name, format.skip_lines));
    }
    layout.body.remove_prefix(end + 1);
    ++layout.first_line;
  }
  const std::size_t end = std::min(layout.body.find(layout.dialect.line_end), layout.body.size());
  std::string_view first = layout.body.substr(0, end);
  if (first.ends_with('\r')) first.remove_suffix(1);
  const bool says = first.size() == 5 && first.starts_with("sep=");  // as Excel writes it
  if (says) {
    layout.body.remove_prefix(std::min(end + 1, layout.body.size()));
    ++layout.first_line;
  }
  if (format.delimiter != "auto") {
    layout.dialect.delimiter = format.delimiter.front();
  } else if (says) {
    layout.dialect.delimiter = first.back();
  } else {
    layout.dialect.delimiter = delimiter_by_agreement(layout, format);
    layout.delimiter_found = true;
  }
  return layout;
}

std::string delimiter_text(char delimiter) {
  if (delimiter == ' ') return "blanks";
  return delimiter == '\t' ? "tabs" : fmt::format("'{}'", delimiter);
}

}  // namespace regsweep
