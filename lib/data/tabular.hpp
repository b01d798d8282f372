// Rows of numbers become a dataset: selection, standardisation, noise on the targets. For tables
// read and for tables computed.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "data/dataset.hpp"
#include "data/restrict.hpp"
#include "data/rows_view.hpp"

namespace regsweep {

struct TabularPart {
  DoubleRows features;  // [N, features]
  NumberRows unread;    // instead of `features`: where they are read one by one
  DoubleRows targets;   // regression: [N, outputs]
  Labels labels;        // classification: N numbers in 0 .. outputs-1

  /// The features, either way; they refer to this.
  NumberRows rows() const { return unread.read ? unread : NumberRows::of(features); }
  std::int64_t count() const { return static_cast<std::int64_t>(rows().rows); }
};

struct TabularSource {
  std::string name;
  Task task = Task::regression;
  std::int64_t outputs = 0;              // classes, or target columns
  std::vector<std::string> class_names;  // classification: one per class
  TabularPart train, validation, test;   // empty ones are drawn from train
  std::vector<std::int64_t> groups;      // of the examples of train; empty: none
  std::vector<SaidPart> said;            // the part of each, if something says it

  Available available() const;  // refers to this
};

/// With `standardise`, features and regression targets become (x - mean) / sd with the mean and the
/// (population) sd of the training split; a constant column keeps its scale. Dataset::target_scale
/// is then the sd of the targets (the root mean square of the sds if there are several). Target
/// noise is added afterwards, in standardised units.
Dataset make_tabular_dataset(const Value& normalized, const TabularSource& source,
                             bool standardise);

}  // namespace regsweep
