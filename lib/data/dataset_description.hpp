// What a person should know of the files that a data map names: classes and their counts, and what
// was found or decided in reading them.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/value.hpp"
#include "data/dataset.hpp"

namespace regsweep {

/// A class and how many examples of all files have it.
struct ClassCount {
  std::string name;
  std::int64_t examples = 0;
};

struct DatasetDescription {
  std::vector<ClassCount> classes;  // before restriction
  std::vector<std::string> notes;   // sentences without a full stop
};

/// Of a normalized data map; empty for sets of known content. Errors of load_dataset.
DatasetDescription describe_dataset(const Value& normalized);

/// All that can be said without the examples.
struct UnderstoodDataset {
  DatasetFacts facts;
  DatasetDescription description;
};

/// dataset_facts() and describe_dataset(), with the files read as seldom as can be.
UnderstoodDataset understand_dataset(const Value& normalized);

}  // namespace regsweep
