#include "data/csv_column.hpp"

#include <algorithm>

namespace regsweep {

void CsvColumn::add_number(double number) {
  counts_ = counts_ && (cells_.empty() || number == before_ + 1);
  before_ = number;
  summary_.low = summary_.numbers == 0 ? number : std::min(summary_.low, number);
  summary_.high = summary_.numbers == 0 ? number : std::max(summary_.high, number);
  ++summary_.numbers;
  cells_.push_back(number);
}

void CsvColumn::add_word(std::string_view word) {
  counts_ = false;
  if (summary_.words++ == 0) summary_.first_word = rows();
  auto known = places_.find(word);
  if (known == places_.end()) known = places_.emplace(word, places_.size()).first;
  cells_.push_back(std::bit_cast<double>(missing_bits + 1 + known->second));
}

void CsvColumn::add_missing() {
  counts_ = false;
  if (summary_.missing++ == 0) summary_.first_missing = rows();
  cells_.push_back(std::bit_cast<double>(missing_bits));
}

std::optional<double> CsvColumn::number(std::int64_t row) const {
  return std::isnan(cell(row)) ? std::nullopt : std::optional(cell(row));
}

std::vector<std::string> CsvColumn::words() const {
  std::vector<std::string> all(places_.size());
  for (const auto& [word, place] : places_) all[place] = word;
  return all;
}

ColumnSummary CsvColumn::summary() const {
  constexpr std::int64_t fewest_counted = 10;  // of fewer rows it can be chance
  ColumnSummary all = summary_;
  all.counts_rows = counts_ && all.numbers >= fewest_counted;
  return all;
}

}  // namespace regsweep
