#include "execution/directory/data_index.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <optional>
#include <sstream>

#include "core/error.hpp"
#include "data/named_files.hpp"
#include "results/file_bytes.hpp"
#include "results/publish.hpp"
#include "results/seal.hpp"

namespace regsweep {
namespace data_index {
namespace {

const char* const index_subject = "regsweep-data-index:1";
constexpr std::size_t most_of_a_path = 100;

}  // namespace
}  // namespace data_index

DataIndex::DataIndex(std::filesystem::path file, std::chrono::nanoseconds settled)
    : file_(std::move(file)), settled_(settled), entries_(read(file_)) {}

// Lines "<inode> <size> <modified> <changed> <bytes> <content> <path>".
DataIndex::Entries DataIndex::read(const std::filesystem::path& file) {
  Entries entries;
  try {
    const std::optional<std::string> bytes = file_bytes_if_there(file);
    if (!bytes) return entries;
    const Sealed sealed = unseal(*bytes);
    const bool whole = sealed.state == SealState::intact;
    if (!whole || sealed.subject != data_index::index_subject) return entries;
    std::istringstream lines{std::string(sealed.body)};
    for (std::string line; std::getline(lines, line);) {
      std::istringstream words(line);
      Entry entry;
      auto& [inode, size, modified, changed] = entry.stamp;
      std::string path;
      words >> inode >> size >> modified >> changed >> entry.content.bytes >> entry.content.name;
      if (words.get() == ' ' && std::getline(words, path) && is_content(entry.content.name)) {
        add(entries, path, entry);
      }
    }
  } catch (const StorageError&) {  // a cache that cannot be read counts as absent
  }
  return entries;
}

void DataIndex::add(Entries& entries, const std::string& path, const Entry& entry) {
  const auto [first, last] = entries.equal_range(path);
  for (auto each = first; each != last; ++each) {
    if (each->second.stamp == entry.stamp) {
      each->second = entry;
      return;
    }
  }
  if (static_cast<std::size_t>(std::distance(first, last)) >= data_index::most_of_a_path) {
    entries.erase(first);
  }
  entries.emplace(path, entry);
}

FileContent DataIndex::content(const std::filesystem::path& data) {
  std::error_code failure;
  if (!std::filesystem::is_directory(data, failure)) return content_at(data);
  std::vector<std::pair<std::string, FileContent>> files;
  for (const std::filesystem::path& file : files_at(data)) {
    files.emplace_back(file.lexically_relative(data).generic_string(), content_at(file));
  }
  return content_of_folder(files);
}

FileContent DataIndex::content_at(const std::filesystem::path& data_file) {
  const std::string path = std::filesystem::absolute(data_file).lexically_normal().string();
  const std::optional<FileStamp> before = stamp_of(path, Links::followed);
  const auto [first, last] = entries_.equal_range(path);
  const auto known = std::find_if(
      first, last, [&](const auto& each) { return before && each.second.stamp == *before; });
  if (known != last) return known->second.content;
  const std::int64_t began = nanoseconds_now();
  const FileContent content = content_of_file(path);
  if (before && before->is_settled(began, settled_) && stamp_of(path, Links::followed) == before &&
      path.find('\n') == std::string::npos) {
    add(entries_, path, {*before, content});
    news_ = true;
  }
  return content;
}

void DataIndex::save() {
  if (!news_ || file_.empty()) return;
  Entries all = read(file_);
  for (const auto& [path, entry] : entries_) add(all, path, entry);
  std::string bytes;
  for (const auto& [path, entry] : all) {
    const auto& [inode, size, modified, changed] = entry.stamp;
    bytes += fmt::format("{} {} {} {} {} {} {}\n", inode, size, modified, changed,
                         entry.content.bytes, entry.content.name, path);
  }
  seal(bytes, data_index::index_subject);
  try {
    publish(file_, bytes);
    news_ = false;
  } catch (const StorageError&) {  // a cache: a disk that is full is told with the next result
  }
}

}  // namespace regsweep
