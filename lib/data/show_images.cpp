#include "data/show_images.hpp"

#include <fmt/format.h>

#include <filesystem>
#include <optional>
#include <vector>

#include "core/error.hpp"
#include "data/image_files.hpp"

namespace regsweep {
namespace {

namespace fs = std::filesystem;

// The folders that a part may lie in, of which the first that exists is taken.
struct PartFolders {
  std::string part;
  std::vector<const char*> names;
};

std::string folder_of(const fs::path& root, const PartFolders& part) {
  std::error_code failure;
  for (const char* name : part.names) {
    if (fs::is_directory(root / name, failure)) return (root / name).string();
  }
  return "";
}

Value shown_part(const std::string& part, const ImageFiles& files) {
  std::vector<std::int64_t> counts(files.class_names.size());
  for (const std::uint8_t label : files.labels) ++counts[label];
  Value classes{Map{}};
  for (std::size_t i = 0; i < counts.size(); ++i) {
    classes.set(files.class_names[i], Value(counts[i]));
  }
  Value shown{Map{}};
  shown.set("name", Value(part));
  shown.set("path", Value(files.name));
  shown.set("images", Value(files.items));
  shown.set("classes", classes);
  return shown;
}

// Images that are not alike get the size of the first, which is told and said to all parts.
ImageFiles read_or_resize(const std::string& place, ImageReading& reading, List& notes) {
  try {
    return read_image_files({place}, reading);
  } catch (const DataError& error) {
    const std::optional<ImageShape> first =
        reading.change.size ? std::nullopt : first_image_shape(place);
    if (!first) throw;
    notes.emplace_back(error.what());
    reading.change.size = {first->height, first->width};
    reading.change.colours = first->channels == 1 ? ImageColours::grey : ImageColours::rgb;
    return read_image_files({place}, reading);
  }
}

// Whether every image begins with labels below `bounds`.
bool has_labels(std::string_view content, const std::vector<int>& bounds) {
  constexpr std::size_t pixels = 3072;
  const std::size_t bytes = pixels + bounds.size();
  if (content.empty() || content.size() % bytes != 0) return false;
  for (std::size_t at = 0; at < content.size(); at += bytes) {
    for (std::size_t i = 0; i < bounds.size(); ++i) {
      if (static_cast<unsigned char>(content[at + i]) >= bounds[i]) return false;
    }
  }
  return true;
}

}  // namespace

Value shown_images(const std::string& path) {
  static const std::vector<PartFolders> folders{
      {"train", {"train", "training"}},
      {"validation", {"val", "valid", "validation", "dev"}},
      {"test", {"test", "testing"}}};
  ImageReading reading;
  reading.facts_alone = true;
  const bool divided = !folder_of(path, folders.front()).empty();
  Value shown{Map{}};
  shown.set("path", Value(path));
  shown.set("kind", Value("images"));
  std::string yaml = "data: {name: images";
  List parts;
  List notes;
  for (const PartFolders& each : folders) {
    const bool train = each.part == "train";
    std::string place = divided ? folder_of(path, each) : "";
    if (!divided && train) place = path;
    if (place.empty()) continue;
    const ImageFiles files = read_or_resize(place, reading, notes);
    if (train) shown.set("shape", Value(files.shape.text()));
    yaml += fmt::format(", {}: {}", train ? "path" : each.part + "_path", Value(place).shown());
    parts.push_back(shown_part(each.part, files));
  }
  shown.set("parts", Value(std::move(parts)));
  shown.set("notes", Value(std::move(notes)));
  if (reading.change.size) {
    yaml += fmt::format(", size: [{}, {}], channels: {}", reading.change.size->front(),
                        reading.change.size->back(),
                        reading.change.colours == ImageColours::grey ? "grey" : "rgb");
  }
  shown.set("yaml", Value(yaml + "}"));
  return shown;
}

bool holds_cifar(std::string_view content) {
  return has_labels(content, {10}) || has_labels(content, {20, 100});
}

}  // namespace regsweep
