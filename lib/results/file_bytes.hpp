// All bytes of a regular file.
#pragma once

#include <filesystem>
#include <optional>
#include <string>

namespace regsweep {

/// Throws StorageError when the file cannot be reached: absent, forbidden, no regular file, or the
/// disk fails.
std::string file_bytes(const std::filesystem::path& path);

/// The same, and nothing when there is no file of this name: which is not known when a disk fails
/// or no more files can be opened.
std::optional<std::string> file_bytes_if_there(const std::filesystem::path& path);

}  // namespace regsweep
