// FileStamp: what tells, without reading a file, that it may have changed since it was read.
//
// Inode, size, time of modification and time of change: an edit that puts the time of modification
// back still changes the last one. The device is left out, because machines that share a file
// system number it differently.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>

namespace regsweep {

struct FileStamp {
  std::int64_t inode = 0, size = 0, modified = 0, changed = 0;  // times in nanoseconds since 1970
  friend bool operator==(const FileStamp&, const FileStamp&) = default;
};

enum class Links { followed, not_followed };

/// The stamp of what is at a path now; nothing when there is nothing.
std::optional<FileStamp> stamp_of(const std::filesystem::path& file, Links links);

}  // namespace regsweep
