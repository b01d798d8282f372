#include "data/csv_records.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "core/error.hpp"

namespace regsweep {
namespace {

constexpr std::string_view cell_blanks = " \t\r\v\f";

}  // namespace

std::string_view without_outer_blanks(std::string_view text) {
  const std::size_t first = text.find_first_not_of(cell_blanks);
  return first == std::string_view::npos
             ? std::string_view()
             : text.substr(first, text.find_last_not_of(cell_blanks) - first + 1);
}

bool CsvRecords::next(CsvRecord& record) {
  while (at_ < text_.size()) {
    const std::size_t end = std::min(text_.find(dialect_.line_end, at_), text_.size());
    const std::string_view line = without_outer_blanks(text_.substr(at_, end - at_));
    const bool comment = !dialect_.comment.empty() && line.starts_with(dialect_.comment);
    if (line.empty() || comment) {
      comments_ += comment ? 1 : 0;
      at_ = end + 1;
      ++line_;
      continue;
    }
    record.line = line_++;
    record.cells.clear();
    split(record, end);
    return true;
  }
  return false;
}

// The cells from at_ to `end`, or to the end of the line in which the last quote is closed.
void CsvRecords::split(CsvRecord& record, std::size_t end) {
  const bool by_blanks = dialect_.delimiter == ' ';
  const std::string_view before_a_cell = dialect_.delimiter == '\t' ? " " : cell_blanks;
  std::size_t at = at_;
  std::string_view line = text_.substr(0, end);
  while (true) {
    at = line.find_first_not_of(before_a_cell, at);
    if (at == std::string_view::npos) {
      if (!by_blanks) record.cells.emplace_back();  // an empty last cell
      break;
    }
    std::size_t stop = at;
    if (line[at] == '"') {
      stop = end_of_quotes(at);
      if (stop > end) {
        const std::size_t begin = end;
        end = std::min(text_.find(dialect_.line_end, stop), text_.size());
        line = text_.substr(0, end);
        line_ += std::count(text_.begin() + static_cast<std::ptrdiff_t>(begin),
                            text_.begin() + static_cast<std::ptrdiff_t>(stop), dialect_.line_end);
      }
    }
    stop = by_blanks ? line.find_first_of(cell_blanks, stop) : line.find(dialect_.delimiter, stop);
    stop = std::min(stop, end);
    record.cells.push_back(without_outer_blanks(line.substr(at, stop - at)));
    if (stop == end) break;
    at = stop + 1;
  }
  at_ = end + 1;
}

// The place behind the quote that ends the quoted text which begins at `at`; "" inside it is one
// quote of the text.
std::size_t CsvRecords::end_of_quotes(std::size_t at) const {
  std::size_t end = at;
  do {
    end = text_.find('"', end + 1);
    if (end == std::string_view::npos) {
      throw DataError(fmt::format(
          "{}:{}: a quote is opened and never closed; close it or remove it", name_, line_ - 1));
    }
    ++end;
  } while (end < text_.size() && text_[end] == '"');
  return end;
}

}  // namespace regsweep
