#include "data/table_columns.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "core/error.hpp"

namespace regsweep {
namespace {

bool is_among(const std::vector<std::int64_t>& columns, std::int64_t column) {
  return std::ranges::find(columns, column) != columns.end();
}

std::vector<std::int64_t> target_columns(const Value& normalized, const Table& table) {
  const Value& target = normalized.at("target");
  return target.is_list() ? columns_named(table, target) : std::vector{table.column(target)};
}

// Columns that say something of the rows.
std::vector<std::int64_t> row_columns(const Value& normalized, const Table& table) {
  std::vector<std::int64_t> columns;
  for (const char* key : {"group", "part"}) {
    if (const Value* column = normalized.find(key)) columns.push_back(table.column(*column));
  }
  return columns;
}

void refuse_twice(const TableColumns& chosen, const Table& table, const Value& wanted,
                  std::int64_t column) {
  const bool target = is_among(chosen.targets, column);
  if (!target && !is_among(chosen.features, column)) return;
  throw ConfigurationError(
      wanted.where(),
      fmt::format("data.columns names column {} of {}, which is {} already; name each column once",
                  wanted.shown(), table.name(), target ? "the target" : "in the list"));
}

}  // namespace

std::vector<std::int64_t> columns_named(const Table& table, const Value& list) {
  std::vector<std::int64_t> columns;
  for (const Value& wanted : list.list()) columns.push_back(table.column(wanted));
  return columns;
}

std::vector<std::int64_t> unread_columns(const Value& normalized, const Table& table) {
  std::vector<std::int64_t> used = target_columns(normalized, table);
  for (const std::int64_t column : row_columns(normalized, table)) used.push_back(column);
  std::vector<std::int64_t> unread;
  const Value* columns = normalized.find("columns");
  if (columns == nullptr) return unread;
  const bool are_features = columns->is_list();
  const std::vector<std::int64_t> named =
      columns_named(table, are_features ? *columns : columns->at("all_but"));
  for (std::int64_t column = 0; column < table.columns(); ++column) {
    if (is_among(named, column) == are_features || is_among(used, column)) continue;
    unread.push_back(column);
  }
  return unread;
}

TableColumns table_columns(const Value& normalized, const Table& table,
                           std::vector<std::string>& notes) {
  TableColumns chosen;
  chosen.targets = target_columns(normalized, table);
  const Value* columns = normalized.find("columns");
  if (columns != nullptr && columns->is_list()) {
    for (const Value& wanted : columns->list()) {
      const std::int64_t column = table.column(wanted);
      refuse_twice(chosen, table, wanted, column);
      chosen.features.push_back(column);
    }
    return chosen;
  }
  std::vector<std::int64_t> left_out = row_columns(normalized, table);
  if (columns != nullptr) {
    const std::vector<std::int64_t> named = columns_named(table, columns->at("all_but"));
    left_out.insert(left_out.end(), named.begin(), named.end());
  }
  for (std::int64_t column = 0; column < table.columns(); ++column) {
    if (is_among(chosen.targets, column) || is_among(left_out, column)) continue;
    const bool nameless = !table.has_header() || table.column_name(column).empty();
    if (nameless && table.summary(column).missing == table.rows()) {
      notes.push_back(fmt::format("{}: column {} is left out, being empty and without a name",
                                  table.name(), column));
      continue;
    }
    chosen.features.push_back(column);
  }
  if (chosen.features.empty()) {
    throw DataError(fmt::format(
        "{} has no column but its target ('{}'), so nothing is left to predict it from; check "
        "data.delimiter",
        table.name(), table.column_name(chosen.targets.front())));
  }
  return chosen;
}

}  // namespace regsweep
