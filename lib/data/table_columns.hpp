// Which columns of a table a map `data: {name: csv, ...}` means, as indices from 0.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "data/csv_file.hpp"

namespace regsweep {

struct TableColumns {
  std::vector<std::int64_t> targets, features;
};

/// data.target and data.columns; what was left out without being asked for is added to `notes`.
/// ConfigurationError for columns that the table has not and for one named twice; DataError when
/// nothing is left to predict from.
TableColumns table_columns(const Value& normalized, const Table& table,
                           std::vector<std::string>& notes);

/// The columns of a list of names and indices.
std::vector<std::int64_t> columns_named(const Table& table, const Value& list);

/// Columns that data.columns leaves out and nothing else uses, known from the header alone.
std::vector<std::int64_t> unread_columns(const Value& normalized, const Table& table);

}  // namespace regsweep
