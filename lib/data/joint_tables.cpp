#include "data/joint_tables.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <unordered_map>

#include "core/error.hpp"
#include "core/text.hpp"

namespace regsweep {

void check_alike(const Table& first, const Table& other) {
  if (other.columns() != first.columns()) {
    throw DataError(fmt::format("{} has {} columns but {} has {}; give files of one table",
                                other.name(), other.columns(), first.name(), first.columns()));
  }
  if (other.has_header() != first.has_header()) {
    throw DataError(fmt::format(
        "{} names its columns and {} does not; say data.header, or complete the file",
        (other.has_header() ? other : first).name(), (other.has_header() ? first : other).name()));
  }
  for (std::size_t i = 0; i < other.names().size(); ++i) {
    if (other.names()[i] == first.names()[i]) continue;
    throw DataError(
        fmt::format("column {} is called '{}' in {} and '{}' in {}; give files of one table", i,
                    other.names()[i], other.name(), first.names()[i], first.name()));
  }
}

std::int64_t shared_rows(const Table& first, const Table& other) {
  const auto hash_of = [](const std::string& text) { return std::hash<std::string>()(text); };
  std::unordered_multimap<std::size_t, std::int64_t> known;  // hash -> row of `first`
  std::int64_t rows = 0;
  for (CsvRows each = first.read_rows(); each.next(); ++rows) {
    known.emplace(hash_of(text_of_cells(each.cells())), rows);
  }
  std::int64_t shared = 0;
  for (CsvRows each = other.read_rows(); each.next();) {
    const std::string text = text_of_cells(each.cells());
    const auto [begin, end] = known.equal_range(hash_of(text));
    const bool is_known = std::any_of(begin, end, [&](const auto& candidate) {
      return first.row_text(candidate.second) == text;
    });
    shared += is_known ? 1 : 0;
  }
  return shared;
}

JointClasses joint_classes(const std::vector<Table>& tables, std::int64_t column) {
  JointClasses joint;
  std::vector<std::vector<std::string>> found;
  std::vector<std::string>& names = joint.names;
  for (const Table& table : tables) {
    Table::Classes classes = table.classes_or_missing(column);
    names.insert(names.end(), classes.names.begin(), classes.names.end());
    found.push_back(std::move(classes.names));
    joint.labels.push_back(std::move(classes.labels));
  }
  const bool numeric =
      std::ranges::all_of(names, [](const auto& each) { return parse_number(each).has_value(); });
  const auto before = [&](const std::string& a, const std::string& b) {
    return numeric && *parse_number(a) != *parse_number(b) ? *parse_number(a) < *parse_number(b)
                                                           : a < b;
  };
  std::ranges::sort(names, before);
  names.erase(std::unique(names.begin(), names.end()), names.end());
  for (std::size_t i = 0; i < found.size(); ++i) {
    std::vector<std::int32_t> places;
    for (const std::string& name : found[i]) {
      places.push_back(static_cast<std::int32_t>(
          std::lower_bound(names.begin(), names.end(), name, before) - names.begin()));
    }
    for (std::int32_t& label : joint.labels[i]) {
      if (label >= 0) label = places[static_cast<std::size_t>(label)];
    }
  }
  return joint;
}

}  // namespace regsweep
