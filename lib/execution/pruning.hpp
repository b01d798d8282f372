// Pruning: what a sweep directory holds of trials that its plan does not have. Such files are kept
// and not collected, since a return to an earlier plan finds them; here they may be removed.
#pragma once

#include <cstdint>
#include <filesystem>
#include <vector>

#include "execution/directory/sweep_directory.hpp"

namespace regsweep {

struct Orphans {
  std::vector<std::filesystem::path> files;  // results, checkpoints and failures, sorted
  std::int64_t trials = 0;                   // finished ones among them
  std::int64_t bytes = 0;                    // of all files
  std::int64_t busy = 0;  // files of trials that a living process holds; left out
};

/// Reads no file. Determinism alarms, files that were set aside and files of others are none.
Orphans orphans_of(const Plan& plan, const SweepDirectory& directory);

/// Removes the files; returns how many are gone. StorageError when one cannot be removed.
std::int64_t remove_files(const Orphans& orphans);

}  // namespace regsweep
