#include "execution/directory/file_stamp.hpp"

#include <sys/stat.h>

namespace regsweep {
namespace {

std::int64_t nanoseconds(const struct timespec& time) {
  return static_cast<std::int64_t>(time.tv_sec) * 1'000'000'000 + time.tv_nsec;
}

}  // namespace

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
