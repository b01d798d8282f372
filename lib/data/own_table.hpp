// The tables that a map `data: {name: csv, ...}` names, checked and turned into columns: which
// columns are used, which of them are categories, which rows are left out.
#pragma once

#include <string>
#include <vector>

#include "data/columns.hpp"
#include "data/dataset_description.hpp"

namespace regsweep {

struct OwnTable {
  ColumnSource source;
  std::vector<ClassCount> classes;
  std::vector<std::string> notes;
};

/// DataError for what the files are, ConfigurationError for what was asked of them.
OwnTable read_own_table(const Value& normalized);

}  // namespace regsweep
