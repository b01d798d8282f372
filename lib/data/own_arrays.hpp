// Arrays of the user become a dataset: features [n, ...] and targets [n] or [n, outputs] of each
// part, as NumPy saved them.
#pragma once

#include "data/dataset_description.hpp"
#include "data/tabular.hpp"

namespace regsweep {

struct OwnArrays {
  TabularSource source;
  bool standardise = true;
  DatasetDescription description;
};

/// The schema of data set `arrays`.
Schema arrays_schema(const std::string& summary);

/// DataError for what the files are and for arrays that do not belong together.
OwnArrays read_own_arrays(const Value& normalized);

}  // namespace regsweep
