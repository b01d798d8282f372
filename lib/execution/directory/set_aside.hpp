// Setting aside: a file that may not stay where it is moves to another folder of its sweep. Nothing
// is ever deleted that somebody may want to look at, and nothing that was set aside before is
// overwritten.
#pragma once

#include <filesystem>

#include "execution/directory/sweep_directory.hpp"

namespace regsweep {

/// Moves `file` to DIR/<folder>/, under its own name or the first free <stem>.<number><extension>;
/// returns where it is now. StorageError when that is impossible.
std::filesystem::path set_aside(const SweepDirectory& directory, const std::filesystem::path& file,
                                Folder folder);

/// A trial's file that does not verify goes to DIR/damaged/; returns where, or an empty path when
/// there is none (or it verifies). The caller holds the trial's claim.
std::filesystem::path set_damaged_trial_aside(const SweepDirectory& directory,
                                              const std::string& id);

}  // namespace regsweep
