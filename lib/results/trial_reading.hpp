// What one trial gives to results.h5, read and checked in full; and the same as bytes, for a
// process that reads for another one.
//
// The bytes are for the same program on the same machine, and are kept nowhere. They hold every
// bit: unpacked(packed(x)) is x.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include "results/trial_file.hpp"

namespace regsweep {

struct TrialReading {
  FileState state = FileState::absent;
  Group tree;  // of a finished trial: attributes of the root, and the groups from which results.h5
               // is made
  std::string problem;  // of a damaged one: the sentence
};

/// Throws StorageError when the file cannot be reached.
TrialReading read_for_results(const std::filesystem::path& file);

std::string packed(const TrialReading& reading);
TrialReading unpacked(std::string_view bytes);

}  // namespace regsweep
