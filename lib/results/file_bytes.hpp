// All bytes of a regular file.
#pragma once

#include <filesystem>
#include <string>

namespace regsweep {

/// Throws StorageError when the file cannot be reached: absent, forbidden, no regular file, or the disk fails.
std::string file_bytes(const std::filesystem::path& path);

}  // namespace regsweep
