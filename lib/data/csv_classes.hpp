// Classes of a column: what is different in it, and which of it each row has.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "data/csv_column.hpp"
#include "data/csv_layout.hpp"

namespace regsweep {

/// The distinct texts of a column, in numeric order if all are numbers, else in byte order, and for
/// each row its place there, -1 for missing cells. Equal numbers are one class, however written;
/// the format's `label_suffix` is no part of a text.
struct TableClasses {
  std::vector<std::string> names;
  std::vector<std::int32_t> labels;
};

/// `text`: of the cell of a row, asked for where a number does not say it: beyond 2^53 different
/// numbers are one double.
TableClasses classes_of_column(const CsvColumn& column, const CsvFormat& format,
                               const std::function<std::string(std::int64_t row)>& text);

}  // namespace regsweep
