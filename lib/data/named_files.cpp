// Which fields name files is declared by each data set's entry.
#include "data/named_files.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "data/dataset_entry.hpp"
#include "data/draw_options.hpp"

namespace regsweep {
namespace {

namespace fs = std::filesystem;

// Endings of files that hold more than one array.
constexpr std::array<std::string_view, 4> containers{".npz:", ".h5:", ".hdf5:", ".hdf:"};

// Calls `use` with every text that names a file, and its key.
template <class Map, class Use>
void for_each_named(Map& data, const std::vector<std::string>& keys, const Use& use) {
  for (auto& member : data) {
    if (std::ranges::find(keys, member.key) == keys.end()) continue;
    if (member.value.is_text()) use(member.value, member.key);
    if (!member.value.is_list()) continue;
    std::size_t index = 0;
    for (auto& item : member.value.list()) {
      if (item.is_text()) use(item, fmt::format("{}[{}]", member.key, index));
      ++index;
    }
  }
}

std::vector<std::string> file_keys_of(const Value& normalized) {
  std::vector<std::string> keys = dataset_entry(normalized.at("name").text()).file_keys;
  keys.insert(keys.end(), draw_file_keys().begin(), draw_file_keys().end());
  return keys;
}

bool is_hidden(const fs::path& relative) {
  return std::any_of(relative.begin(), relative.end(),
                     [](const fs::path& part) { return part.string().starts_with("."); });
}

}  // namespace

NamedFile named_file(const std::string& text, std::string key, Location where) {
  NamedFile file{std::move(key), text, "", std::move(where)};
  for (const std::string_view ending : containers) {
    const std::size_t at = text.find(ending);
    if (at == std::string::npos) continue;
    const std::size_t end = at + ending.size() - 1;
    file.path = text.substr(0, end);
    file.inside = text.substr(end);
    break;
  }
  return file;
}

std::vector<NamedFile> named_files(const Value& normalized) {
  std::vector<NamedFile> files;
  const std::vector<std::string> keys = file_keys_of(normalized);
  for_each_named(normalized.map(), keys, [&](const Value& text, const std::string& key) {
    files.push_back(named_file(text.text(), key, text.where()));
  });
  return files;
}

Value with_named_files(const Value& normalized,
                       const std::function<std::string(const NamedFile&)>& text_of) {
  Value changed = normalized;
  const std::vector<std::string> keys = file_keys_of(normalized);
  for_each_named(changed.map(), keys, [&](Value& text, const std::string& key) {
    text = Value(text_of(named_file(text.text(), key, text.where())), text.where());
  });
  return changed;
}

std::vector<fs::path> files_at(const fs::path& path) {
  std::error_code failure;
  if (!fs::is_directory(path, failure)) {
    if (fs::exists(path, failure)) return {path};
    throw DataError(fmt::format("there is no file {}; check the path under data:", path.string()));
  }
  std::vector<fs::path> files;
  for (const fs::directory_entry& entry : fs::recursive_directory_iterator(path)) {
    if (entry.is_regular_file() && !is_hidden(entry.path().lexically_relative(path))) {
      files.push_back(entry.path());
    }
  }
  std::sort(files.begin(), files.end());
  return files;
}

}  // namespace regsweep
