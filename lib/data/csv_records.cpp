#include "data/csv_records.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "core/error.hpp"

namespace regsweep {
namespace {

// Space, tab, vertical tab, form feed, carriage return. The loops below run over every byte of a
// table, which may have 10^9 of them, and so do without the searches of the standard library.
bool is_cell_blank(char each) {
  return each == ' ' || each == '\t' || (each >= '\v' && each <= '\r');
}

}  // namespace

bool CsvRecords::next(CsvRecord& record) {
  while (at_ < text_.size()) {
    const std::size_t end = std::min(text_.find(dialect_.line_end, at_), text_.size());
    std::size_t first = at_;
    while (first < end && is_cell_blank(text_[first])) ++first;
    const bool comment =
        !dialect_.comment.empty() && text_.substr(first, end - first).starts_with(dialect_.comment);
    if (first == end || comment) {
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
  const auto is_before_a_cell = [&](char each) {
    return is_cell_blank(each) && (by_blanks || each != dialect_.delimiter);
  };
  std::size_t at = at_;
  while (true) {
    while (at < end && is_before_a_cell(text_[at])) ++at;
    if (at >= end) {
      if (!by_blanks) record.cells.emplace_back();  // an empty last cell
      break;
    }
    std::size_t stop = at;
    if (text_[at] == '"') {
      stop = end_of_quotes(at);
      if (stop > end) {
        const auto begin = text_.begin();
        line_ += std::count(begin + static_cast<std::ptrdiff_t>(end),
                            begin + static_cast<std::ptrdiff_t>(stop), dialect_.line_end);
        end = std::min(text_.find(dialect_.line_end, stop), text_.size());
      }
    }
    stop = end_of_cell(stop, end);
    std::size_t last = stop;
    while (last > at && is_cell_blank(text_[last - 1])) --last;
    record.cells.push_back(text_.substr(at, last - at));
    if (stop == end) break;
    at = stop + 1;
  }
  at_ = end + 1;
}

// The place of the delimiter that ends the cell around `at`, or `end`.
std::size_t CsvRecords::end_of_cell(std::size_t at, std::size_t end) const {
  if (dialect_.delimiter == ' ') {
    while (at < end && !is_cell_blank(text_[at])) ++at;
  } else {
    while (at < end && text_[at] != dialect_.delimiter) ++at;
  }
  return at;
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
