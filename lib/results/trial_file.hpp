// Trial files: a trial is finished if and only if its file verifies against its own digest; nothing
// else is believed.
//
// The digest covers everything but provenance (core/records.hpp), so two runs of one trial have the
// same one. A finished file is never replaced: an equal one is dropped, a different one is kept
// beside it and reported as a determinism alarm.
#pragma once

#include <filesystem>
#include <string>

#include "core/environment.hpp"
#include "results/tree_file.hpp"

namespace regsweep {

enum class FileState { absent, finished, damaged };

/// 2 of a tree with measurements of probes, which older programs would take for damaged; else 1.
std::int64_t format_version_of(const Group& root);

/// Adds measurements of probes to a finished trial, in the place of those of the same names, by
/// replacing its file in one step; everything else in it stays as it is. Each has the attributes
/// `options` and `digest`. StorageError, and nothing is changed, where one with the same options is
/// there with another digest.
void publish_probes(const std::filesystem::path& path, std::vector<Group> probes,
                    const Environment& environment = system_environment());

/// Sets the attribute `digest`, publishes, returns the digest. Replaces a damaged file. Over a
/// finished file: returns when the digests agree, else publishes <stem>.conflict-<first 8
/// digits>.h5 beside it and throws StorageError.
std::string publish_trial(const std::filesystem::path& path, Group root,
                          const Environment& environment = system_environment());

/// Whether the bytes are those that publish_trial sealed under this name. Does not parse HDF5:
/// 10,000 trials take a second.
FileState trial_state(const std::filesystem::path& path);

/// The name of the file that keeps a result with another digest beside the finished one, and
/// whether a file has such a name.
std::filesystem::path alarm_file(const std::filesystem::path& trial, const std::string& digest);
bool is_alarm_file(const std::filesystem::path& path);

/// The verified tree. DamagedFile when the file is no whole trial, or holds another trial than its
/// name (<id>.h5) says.
Group read_trial(const std::filesystem::path& path);

}  // namespace regsweep
