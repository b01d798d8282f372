#include "execution/directory/file_stamp.hpp"

#include <sys/stat.h>

#include <algorithm>

namespace regsweep {
namespace {

std::int64_t nanoseconds(const struct timespec& time) {
  return static_cast<std::int64_t>(time.tv_sec) * 1'000'000'000 + time.tv_nsec;
}

}  // namespace

bool FileStamp::is_settled(std::int64_t read_at, std::chrono::nanoseconds tick) const {
  return std::max(modified, changed) < read_at - tick.count();
}

std::int64_t nanoseconds_now() {
  const auto since_1970 = std::chrono::system_clock::now().time_since_epoch();
  return std::chrono::duration_cast<std::chrono::nanoseconds>(since_1970).count();
}

std::optional<FileStamp> stamp_of(const std::filesystem::path& file, Links links) {
  struct stat facts {};
  const int failed =
      links == Links::followed ? stat(file.c_str(), &facts) : lstat(file.c_str(), &facts);
  if (failed != 0) return std::nullopt;
  return FileStamp{static_cast<std::int64_t>(facts.st_ino),
                   static_cast<std::int64_t>(facts.st_size), nanoseconds(facts.st_mtim),
                   nanoseconds(facts.st_ctim)};
}

}  // namespace regsweep
