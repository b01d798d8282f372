#include "data/table_parts.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cctype>

#include "core/error.hpp"

namespace regsweep {
namespace {

struct PartWord {
  std::string_view word;
  SaidPart part;
};

constexpr std::array<PartWord, 7> part_words{{{"train", SaidPart::train},
                                              {"training", SaidPart::train},
                                              {"validation", SaidPart::validation},
                                              {"valid", SaidPart::validation},
                                              {"val", SaidPart::validation},
                                              {"dev", SaidPart::validation},
                                              {"test", SaidPart::test}}};

std::string lower_case(std::string_view text) {
  std::string lower(text);
  for (char& each : lower) {
    each = static_cast<char>(std::tolower(static_cast<unsigned char>(each)));
  }
  return lower;
}

}  // namespace

std::vector<std::int64_t> groups_of_rows(const Table& table, std::int64_t column,
                                         const std::vector<bool>& kept) {
  const Table::Classes groups = table.classes_or_missing(column);
  if (groups.names.size() < 2) {
    throw DataError(fmt::format(
        "{}: data.group names a column of one group alone, which cannot be divided; name another",
        table.name()));
  }
  std::vector<std::int64_t> numbers;
  for (std::size_t row = 0; row < kept.size(); ++row) {
    if (!kept[row]) continue;
    if (groups.labels[row] < 0) {
      throw DataError(fmt::format(
          "{} is missing, and data.group says by it which rows belong together; fill it in",
          table.place(static_cast<std::int64_t>(row), column)));
    }
    numbers.push_back(groups.labels[row]);
  }
  return numbers;
}

std::vector<SaidPart> parts_of_rows(const Table& table, std::int64_t column,
                                    const std::vector<bool>& kept) {
  const Table::Classes words = table.classes_or_missing(column);
  std::vector<const PartWord*> meant;  // by each word
  for (const std::string& word : words.names) {
    const auto found = std::ranges::find(part_words, lower_case(word), &PartWord::word);
    meant.push_back(found == part_words.end() ? nullptr : &*found);
  }
  std::vector<SaidPart> parts;
  for (std::size_t row = 0; row < kept.size(); ++row) {
    if (!kept[row]) continue;
    const std::int32_t word = words.labels[row];
    const PartWord* part = word < 0 ? nullptr : meant[static_cast<std::size_t>(word)];
    if (part == nullptr) {
      throw DataError(
          fmt::format("{} names no part, though data.part says that it does; write train, "
                      "validation or test",
                      table.place(static_cast<std::int64_t>(row), column)));
    }
    parts.push_back(part->part);
  }
  if (std::ranges::find(parts, SaidPart::train) == parts.end()) {
    throw DataError(
        fmt::format("no row of {} is said to be of the training part; write train into "
                    "the column that data.part names",
                    table.name()));
  }
  return parts;
}

std::vector<std::int64_t> numbers_of_kept_rows(const std::vector<bool>& kept) {
  std::vector<std::int64_t> numbers;
  if (std::ranges::find(kept, false) == kept.end()) return numbers;
  for (std::size_t row = 0; row < kept.size(); ++row) {
    if (kept[row]) numbers.push_back(static_cast<std::int64_t>(row));
  }
  return numbers;
}

}  // namespace regsweep
