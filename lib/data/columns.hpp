// Columns of a table become features: numbers are standardised, categories become one-hot columns,
// missing numbers the mean of the others. Whatever is learned from the columns is learned from the
// training part alone.
//
//   numbers     one feature, (x - mean) / deviation over the training rows that have it; where
//               training rows lack it, the feature is 0 for them (their mean) and a second feature
//               behind all columns is 1 (a missing number of another part alone is the mean, too)
//   categories  one feature of 0 and 1 per category of the training part, in the order of
//               `categories`; a category that training rows do not have is all 0. A missing one is
//               a category of its own, the last
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "data/dataset.hpp"
#include "data/restrict.hpp"
#include "data/rows_view.hpp"

namespace regsweep {

struct Column {
  std::string name;
  std::vector<double> numbers;          // NaN: missing
  std::vector<std::int32_t> codes;      // of categories: places in `categories`; -1: missing
  std::vector<std::string> categories;  // empty: these are numbers

  bool is_category() const { return !categories.empty(); }
};

/// Rows of all parts: those of the training part first, then of validation, then of test. Parts
/// without rows are drawn from the training part.
struct ColumnSource {
  std::string name;
  Task task = Task::regression;
  std::vector<Column> columns;
  DoubleRows targets;  // regression: [N, outputs]
  Labels labels;       // classification: N numbers in 0 .. outputs-1
  std::int64_t outputs = 0;
  std::vector<std::string> class_names;
  Available parts;                    // without what is known of the examples
  std::vector<std::int64_t> groups;   // of the rows of the training part; empty: none
  std::vector<SaidPart> said;         // the part of each, if a column says it
  std::vector<std::int64_t> in_file;  // their numbers in the file, where rows were left out
  std::int64_t file_rows = 0;         // as many as the file has
  bool standardise = true;

  Available available() const;  // refers to this
};

/// Names of the features that training sees, in their order: "age", "work=Private",
/// "age is missing".
std::vector<std::string> feature_names(const Value& normalized, const ColumnSource& source);

/// Columns are rounded one after the other and given up, so that memory holds the features twice at
/// most: as columns of `double`, or as columns and rows of `real`.
Dataset make_column_dataset(const Value& normalized, ColumnSource source);
DatasetFacts column_facts(const Value& normalized, const ColumnSource& source);

}  // namespace regsweep
