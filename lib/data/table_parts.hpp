// Columns of a table that say something of its rows: which belong together, and which part each is.
#pragma once

#include <cstdint>
#include <vector>

#include "data/csv_file.hpp"
#include "data/restrict.hpp"

namespace regsweep {

/// The group of each row that is kept, as numbers from 0 in the order of the column's texts.
/// DataError for cells without a value, and for one group alone.
std::vector<std::int64_t> groups_of_rows(const Table& table, std::int64_t column,
                                         const std::vector<bool>& kept);

/// The part of each row that is kept. DataError for cells that name none.
std::vector<SaidPart> parts_of_rows(const Table& table, std::int64_t column,
                                    const std::vector<bool>& kept);

/// The numbers of the rows that are kept; empty if all are.
std::vector<std::int64_t> numbers_of_kept_rows(const std::vector<bool>& kept);

}  // namespace regsweep
