#include "results/file_bytes.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "core/descriptor_io.hpp"
#include "core/error.hpp"

namespace regsweep {
namespace {

[[noreturn]] void refuse(const std::filesystem::path& path, const std::string& cause) {
  throw StorageError(fmt::format("cannot read {}: {}; check the path, its permissions and the disk",
                                 path.string(), cause));
}

struct Descriptor {
  int number;
  ~Descriptor() {
    if (number >= 0) close(number);
  }
};

// Non-blocking, so that opening a pipe does not wait for a writer.
int open_to_read(const std::filesystem::path& path) {
  return open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
}

std::string all_of(const Descriptor& file, const std::filesystem::path& path) {
  struct stat facts {};
  if (fstat(file.number, &facts) < 0) refuse(path, std::strerror(errno));
  if (!S_ISREG(facts.st_mode)) refuse(path, "it is no regular file");
  std::string bytes(static_cast<std::size_t>(facts.st_size), '\0');
  const ssize_t count = read_all(file.number, bytes.data(), bytes.size());
  if (count < 0) refuse(path, std::strerror(errno));
  bytes.resize(static_cast<std::size_t>(count));  // fewer where it became shorter meanwhile
  return bytes;
}

}  // namespace

std::string file_bytes(const std::filesystem::path& path) {
  const Descriptor file{open_to_read(path)};
  if (file.number < 0) refuse(path, std::strerror(errno));
  return all_of(file, path);
}

std::optional<std::string> file_bytes_if_there(const std::filesystem::path& path) {
  const Descriptor file{open_to_read(path)};
  if (file.number < 0 && (errno == ENOENT || errno == ENOTDIR)) return std::nullopt;
  if (file.number < 0) refuse(path, std::strerror(errno));
  return all_of(file, path);
}

}  // namespace regsweep
