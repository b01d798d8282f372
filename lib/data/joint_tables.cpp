#include "data/joint_tables.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <unordered_set>

#include "core/error.hpp"
#include "core/text.hpp"

namespace regsweep {
namespace {

std::string row_text(const Table& table, std::int64_t row) {
  std::string text;
  for (std::int64_t column = 0; column < table.columns(); ++column) {
    text.append(table.cell(row, column)) += '\0';
  }
  return text;
}

}  // namespace

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
  std::unordered_set<std::string> known;
  for (std::int64_t row = 0; row < first.rows(); ++row) known.insert(row_text(first, row));
  std::int64_t shared = 0;
  for (std::int64_t row = 0; row < other.rows(); ++row) {
    shared += known.contains(row_text(other, row)) ? 1 : 0;
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
