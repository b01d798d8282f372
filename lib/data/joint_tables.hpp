// Several files that are the parts of one table.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "data/csv_file.hpp"

namespace regsweep {

/// DataError unless `other` has the columns of `first`, by number and by name.
void check_alike(const Table& first, const Table& other);

/// Rows of `other` that `first` has too, cell by cell: they are no independent examples.
std::int64_t shared_rows(const Table& first, const Table& other);

/// The classes of a column of all tables, in the order that one table with all rows would give, and
/// the labels of each table's rows, -1 for missing cells.
struct JointClasses {
  std::vector<std::string> names;
  std::vector<std::vector<std::int32_t>> labels;
};
JointClasses joint_classes(const std::vector<Table>& tables, std::int64_t column);

}  // namespace regsweep
