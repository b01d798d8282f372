// A dataset in memory that several processes map: one copy for all workers of a machine. The
// process that starts them writes it into an anonymous file (memfd), which disappears with the last
// of them, and hands down its descriptor; nobody can change it afterwards.
#pragma once

#include <string>

#include "data/dataset.hpp"

namespace regsweep {

/// A descriptor, closed at exec, of memory that holds `key` and the dataset. StorageError where
/// there is no memory for it.
int share_dataset(const std::string& key, const Dataset& dataset);

struct MappedDataset {
  std::string key;
  Dataset dataset;  // its features lie in the shared memory, the rest is copied
};

/// What share_dataset wrote, in this or in another process of the same program; closes the
/// descriptor. ContractError when it is not that.
MappedDataset map_dataset(int descriptor);

}  // namespace regsweep
