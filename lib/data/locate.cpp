// The search for files of known sets, and the check of what was found.
#include "data/locate.hpp"

#include <fmt/format.h>
#include <glob.h>

#include <algorithm>
#include <cstdlib>

#include "core/error.hpp"
#include "core/text.hpp"
#include "data/bytes.hpp"
#include "data/sha256.hpp"

namespace regsweep {
namespace {

namespace fs = std::filesystem;

std::vector<fs::path> matches(const std::string& pattern) {
  glob_t found{};
  std::vector<fs::path> paths;
  if (glob(pattern.c_str(), 0, nullptr, &found) == 0) {
    paths.assign(found.gl_pathv, found.gl_pathv + found.gl_pathc);
  }
  globfree(&found);
  return paths;
}

std::vector<fs::path> folders_to_search(const std::string& dataset, const Origin& origin) {
  std::vector<fs::path> folders{data_folder() / dataset};
  for (const std::string& pattern : origin.system_folders) {
    for (fs::path& path : matches(pattern)) folders.push_back(std::move(path));
  }
  return folders;
}

// An environment variable that is set to something.
std::optional<fs::path> from_environment(const char* name) {
  const char* value = std::getenv(name);
  if (value == nullptr || *value == '\0') return std::nullopt;
  return fs::path(value);
}

}  // namespace

fs::path data_folder() {
  if (const auto given = from_environment("REGSWEEP_DATA")) return *given;
  if (const auto shared = from_environment("XDG_DATA_HOME")) return *shared / "regsweep";
  if (const auto home = from_environment("HOME")) return *home / ".local/share/regsweep";
  throw AbsentData(
      "there is no folder for data: neither REGSWEEP_DATA, XDG_DATA_HOME nor HOME is set; set "
      "REGSWEEP_DATA");
}

std::optional<fs::path> file_in(const fs::path& folder, const KnownFile& file) {
  std::vector<std::string> names{file.name};
  if (const std::size_t at = file.name.find("-idx"); at != std::string::npos) {
    names.push_back(fmt::format("{}.{}", file.name.substr(0, at), file.name.substr(at + 1)));
  }
  std::error_code failure;
  for (const std::string& name : names) {
    for (const char* ending : {"", ".gz"}) {
      if (fs::is_regular_file(folder / (name + ending), failure)) return folder / (name + ending);
    }
  }
  return std::nullopt;
}

std::optional<fs::path> folder_of(const std::string& dataset, const Origin& origin) {
  for (const fs::path& folder : folders_to_search(dataset, origin)) {
    if (std::all_of(origin.files.begin(), origin.files.end(),
                    [&](const KnownFile& file) { return file_in(folder, file).has_value(); })) {
      return folder;
    }
  }
  return std::nullopt;
}

std::string read_known_file(const std::string& dataset, const Origin& origin, std::size_t index) {
  const KnownFile& file = origin.files.at(index);
  const std::vector<fs::path> folders = folders_to_search(dataset, origin);
  for (const fs::path& folder : folders) {
    if (const auto path = file_in(folder, file)) return read_verified(*path, file, dataset);
  }
  std::vector<std::string> searched;
  for (const fs::path& folder : folders) searched.push_back(folder.string());
  throw AbsentData(
      fmt::format("dataset '{}' is not on this machine: there is no {} in {}; run 'regsweep data "
                  "get {}', or set REGSWEEP_DATA to the "
                  "folder that holds {}/",
                  dataset, file.name, join(searched, " or "), dataset, dataset));
}

std::string read_verified(const fs::path& path, const KnownFile& file, const std::string& dataset) {
  std::string content = read_first_bytes(path, file.bytes + 1);
  if (content.size() != file.bytes) {
    throw DataError(fmt::format(
        "{} holds {} than the {} bytes of {} of dataset '{}'; delete it and run 'regsweep data get "
        "{}'",
        path.string(), content.size() < file.bytes ? "less" : "more",
        with_thousands(static_cast<long long>(file.bytes)), file.name, dataset, dataset));
  }
  if (const std::string found = sha256(content); found != file.sha256) {
    throw DataError(
        fmt::format("{} has the SHA-256 {}... where {} of dataset '{}' has {}..., so it is damaged "
                    "or another file; delete it and run "
                    "'regsweep data get {}'",
                    path.string(), found.substr(0, 12), file.name, dataset,
                    file.sha256.substr(0, 12), dataset));
  }
  return content;
}

}  // namespace regsweep
