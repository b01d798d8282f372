// The keys of data set `csv`.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/fields.hpp"
#include "data/csv_layout.hpp"
#include "data/dataset.hpp"

namespace regsweep {

enum class Missing { refuse, mean, drop };

struct CsvOptions {
  std::string path;
  std::optional<std::string> validation_path, test_path;
  Task task = Task::regression;
  std::string delimiter = "auto";
  bool standardise = true;
  std::optional<std::string> decimal, thousands, comment, label_suffix;
  std::optional<std::int64_t> skip_lines;
  std::optional<Missing> missing;

  Missing missing_rule() const { return missing.value_or(Missing::refuse); }
};

/// The schema of `csv`: the fields of CsvOptions, and those that take values of more than one kind
/// (target, columns, categorical, missing_marks, header).
Schema csv_schema(const std::string& summary);

CsvOptions csv_options(const Value& normalized);
CsvFormat csv_format(const Value& normalized);

}  // namespace regsweep
