// FileStamp: what tells, without reading a file, that it may have changed since it was read.
//
// Inode, size, time of modification and time of change: an edit that puts the time of modification
// back still changes the last one. The device is left out, because machines that share a file
// system number it differently.
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <optional>

namespace regsweep {

struct FileStamp {
  /// Coarser than the clock of any file system in use: of two writes in one of its ticks the second
  /// one does not show, even with a reused inode.
  static constexpr std::chrono::nanoseconds longest_tick = std::chrono::seconds(2);

  std::int64_t inode = 0, size = 0, modified = 0, changed = 0;  // times in nanoseconds since 1970

  friend bool operator==(const FileStamp&, const FileStamp&) = default;

  /// Whether the file had been left alone for so long when it began to be read, at `read_at`
  /// (nanoseconds since 1970), that a change afterwards must show in its stamp.
  bool is_settled(std::int64_t read_at, std::chrono::nanoseconds tick = longest_tick) const;
};

/// The time now, as the times of a stamp.
std::int64_t nanoseconds_now();

enum class Links { followed, not_followed };

/// The stamp of what is at a path now; nothing when there is nothing.
std::optional<FileStamp> stamp_of(const std::filesystem::path& file, Links links);

}  // namespace regsweep
