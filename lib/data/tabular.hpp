// Rows of numbers become a dataset: selection, standardisation, noise on the targets. For tables
// read and for tables computed.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "data/dataset.hpp"
#include "data/restrict.hpp"

namespace regsweep {

struct TabularPart {
  std::int64_t count = 0;
  std::vector<double> features;  // [count, features]
  std::vector<double> targets;   // regression: [count, outputs]
  Labels labels;                 // classification
};

struct TabularSource {
  std::string name;
  Task task = Task::regression;
  std::int64_t features = 0, outputs = 0;
  std::vector<std::string> class_names;
  TabularPart train, test;  // test.count = 0: no test part
};

/// With `standardise`, features and regression targets become (x - mean) / sd with the mean and the
/// (population) sd of the training split; a constant column keeps its scale. Dataset::target_scale
/// is then the sd of the targets (the root mean square of the sds if there are several). Target
/// noise is added afterwards, in standardised units.
Dataset make_tabular_dataset(const Value& normalized, const TabularSource& source,
                             bool standardise);

}  // namespace regsweep
