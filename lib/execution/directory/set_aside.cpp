#include "execution/directory/set_aside.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>

#include "results/trial_file.hpp"

namespace regsweep {

namespace fs = std::filesystem;

namespace {

// Like rename, but never over a file. File systems without that flag get a look before.
int move_to_free_name(const fs::path& from, const fs::path& to) {
  if (renameat2(AT_FDCWD, from.c_str(), AT_FDCWD, to.c_str(), RENAME_NOREPLACE) == 0) return 0;
  if (errno != EINVAL && errno != ENOSYS) return errno;
  std::error_code ignored;
  if (fs::exists(fs::symlink_status(to, ignored))) return EEXIST;
  return rename(from.c_str(), to.c_str()) == 0 ? 0 : errno;
}

}  // namespace

fs::path set_aside(const SweepDirectory& directory, const fs::path& file, Folder folder) {
  const fs::path place = directory.folder(folder);
  std::error_code failure;
  fs::create_directories(place, failure);
  int cause = failure.value();
  for (int number = 1; cause == 0; ++number) {
    fs::path name = place / file.filename();
    if (number > 1) {
      name.replace_filename(
          fmt::format("{}.{}{}", file.stem().string(), number, file.extension().string()));
    }
    cause = move_to_free_name(file, name);
    if (cause == 0) return name;
    if (cause == EEXIST) cause = 0;
  }
  throw StorageError(
      fmt::format("cannot move {} to {} ({}); check space and permissions of that folder, then run "
                  "the same command again",
                  file.string(), place.string(), std::strerror(cause)));
}

fs::path set_damaged_trial_aside(const SweepDirectory& directory, const std::string& id) {
  const fs::path file = directory.trial(id);
  if (trial_state(file) != FileState::damaged) return {};
  const fs::path aside = set_aside(directory, file, Folder::damaged);
  // Only where two hosts lost sight of each other can a whole file have come between the two lines
  // above: it goes back.
  const bool first_of_its_name = aside.filename() == file.filename();
  if (first_of_its_name && trial_state(aside) == FileState::finished &&
      link(aside.c_str(), file.c_str()) == 0) {
    unlink(aside.c_str());
    return {};
  }
  return aside;
}

}  // namespace regsweep
