#include "data/csv_rows.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "core/error.hpp"
#include "core/text.hpp"
#include "core/utf8.hpp"
#include "data/csv_layout.hpp"

namespace regsweep {

std::string text_of_cells(const std::vector<std::string_view>& cells) {
  std::string text;
  for (const std::string_view cell : cells) text.append(cell) += '\0';
  return text;
}

std::string in_quotes(std::string_view cell) {
  constexpr std::size_t most = 40;
  const std::string_view shown = characters(cell, 0, most);
  return "'" + std::string(shown) + (shown.size() < cell.size() ? "...'" : "'");
}

CsvRows::CsvRows(std::string_view text, const CsvDialect& dialect, CsvPlace place,
                 std::int64_t columns, const std::string& name)
    : begin_(place.offset),
      records_(text.substr(place.offset), dialect, place.line, name),
      columns_(columns),
      delimiter_(dialect.delimiter),
      name_(name) {}

CsvPlace CsvRows::place() const { return {begin_ + records_.position(), records_.line()}; }

bool CsvRows::next() {
  while (records_.next(record_)) {
    const auto found = static_cast<std::int64_t>(record_.cells.size());
    const bool empty = found > 1 && std::ranges::all_of(record_.cells, [](std::string_view cell) {
                         return cell.empty();
                       });
    if (empty && columns_ > 0) {
      ++empty_rows_;
      continue;
    }
    if (columns_ == 0) columns_ = found;
    if (found != columns_) {
      throw DataError(fmt::format(
          "{}:{}: {} where the first line has {} (delimited by {}); complete the "
          "line, or check data.delimiter, or leave out lines by data.comment or "
          "data.skip_lines",
          name_, record_.line, counted(found, "cell"), columns_, delimiter_text(delimiter_)));
    }
    unescaped_.clear();
    for (std::string_view& cell : record_.cells) {
      if (cell.starts_with('"')) cell = unquoted(cell);
    }
    return true;
  }
  return false;
}

std::string_view CsvRows::unquoted(std::string_view raw) {
  if (raw.size() < 2 || raw.back() != '"') {
    throw DataError(fmt::format(
        "{}:{}: the cell {} goes on after its closing quote; put the quotes around the whole cell",
        name_, record_.line, in_quotes(raw)));
  }
  const std::string_view inside = raw.substr(1, raw.size() - 2);
  if (inside.find('"') == std::string_view::npos) return inside;
  std::string& text = unescaped_.emplace_back();
  for (std::size_t at = 0; at < inside.size(); ++at) {
    if (inside[at] == '"') ++at;  // "" stands for one quote
    if (at < inside.size()) text += inside[at];
  }
  return text;
}

}  // namespace regsweep
