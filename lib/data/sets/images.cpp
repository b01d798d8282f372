// Images of your own: folders of PNG by class, or CIFAR's binary files.
#include <fmt/format.h>

#include <algorithm>

#include "core/error.hpp"
#include "data/image_files.hpp"
#include "data/images.hpp"
#include "data/restrict.hpp"

namespace regsweep {
namespace {

struct OwnImageOptions {
  std::optional<CifarLabel> label;
  std::optional<ImageColours> channels;
};

Fields<OwnImageOptions> own_image_fields(const std::string& summary) {
  return Fields<OwnImageOptions>("images", summary)
      .choice("label", &OwnImageOptions::label,
              {{"fine", CifarLabel::fine}, {"coarse", CifarLabel::coarse}},
              "which of the two labels of CIFAR-100; default: fine")
      .choice("channels", &OwnImageOptions::channels,
              {{"grey", ImageColours::grey}, {"rgb", ImageColours::rgb}},
              "grey: one channel, the luma of colours; rgb: three; default: as the files, which "
              "must agree");
}

// A text, or a list of texts.
Field path_field(const std::string& key, const std::string& doc) {
  Field field;
  field.key = key;
  field.kind = FieldKind::anything;
  field.doc = doc;
  field.form = "a path, or a list of paths";
  return field;
}

bool names_paths(const Value& value) {
  if (value.is_text()) return true;
  return value.is_list() && !value.list().empty() &&
         std::ranges::all_of(value.list(), [](const Value& each) { return each.is_text(); });
}

void check_own_images(Value& normalized, const Value& given, const std::string& path) {
  for (const char* key : {"path", "validation_path", "test_path"}) {
    const Value* value = normalized.find(key);
    if (value == nullptr || names_paths(*value)) continue;
    throw ConfigurationError(value->where(),
                             fmt::format("{} is {} ({}), but it must be a path or a list of paths",
                                         join_path(path, key), value->kind(), value->shown()));
  }
  if (normalized.find("validation_path") == nullptr) return;
  if (given.is_map() && given.find("validation") != nullptr) return;
  normalized.erase("validation");
}

std::vector<std::string> paths_of(const Value& normalized, const char* key) {
  const Value* value = normalized.find(key);
  if (value == nullptr) return {};
  if (value->is_text()) return {value->text()};
  std::vector<std::string> paths;
  for (const Value& each : value->list()) paths.push_back(each.text());
  return paths;
}

// All parts, of one shape and with the same classes.
struct OwnImages {
  ImageFiles train, validation, test;  // without items where there is no path
};

void check_part(const ImageFiles& part, const ImageFiles& train) {
  if (!(part.shape == train.shape)) {
    throw DataError(
        fmt::format("{} has images of {} where those of {} are {}; say data.size: "
                    "[height, width], and data.channels: grey or rgb",
                    part.name, part.shape.text(), train.name, train.shape.text()));
  }
  for (const std::string& name : part.class_names) {
    if (std::ranges::find(train.class_names, name) != train.class_names.end()) continue;
    throw DataError(fmt::format("{} has the class '{}', which {} has not; give parts of one set",
                                part.name, name, train.name));
  }
}

void refuse_same_images(const ImageFiles& part, const ImageFiles& other) {
  if (part.pixels.empty() || part.pixels != other.pixels) return;
  throw DataError(fmt::format(
      "{} has the same images as {}; give another, or delete it, so that its part is drawn",
      part.name, other.name));
}

// Labels of a part count the classes of training.
void renumber(ImageFiles& part, const std::vector<std::string>& names) {
  std::vector<std::uint8_t> places;
  for (const std::string& name : part.class_names) {
    places.push_back(static_cast<std::uint8_t>(std::ranges::find(names, name) - names.begin()));
  }
  for (std::uint8_t& label : part.labels) label = places[label];
}

OwnImages read_own_images(const Value& normalized, bool facts_alone) {
  const OwnImageOptions options = own_image_fields("").take(normalized);
  ImageReading reading{image_change(normalized, "images"), options.label, facts_alone};
  reading.change.colours = options.channels;
  OwnImages own;
  own.train = read_image_files(paths_of(normalized, "path"), reading);
  if (own.train.class_names.size() < 2) {
    throw DataError(
        fmt::format("{} has one class alone ('{}'), so there is nothing to learn; give "
                    "images of more classes",
                    own.train.name, own.train.class_names.front()));
  }
  const auto add = [&](const char* key, ImageFiles& part) {
    const std::vector<std::string> paths = paths_of(normalized, key);
    if (paths.empty()) return;
    part = read_image_files(paths, reading);
    check_part(part, own.train);
    renumber(part, own.train.class_names);
  };
  add("validation_path", own.validation);
  add("test_path", own.test);
  if (facts_alone) return own;  // without pixels
  refuse_same_images(own.validation, own.train);
  refuse_same_images(own.test, own.train);
  refuse_same_images(own.test, own.validation);
  return own;
}

ImagePart part_of_files(const ImageFiles& files) {
  if (files.items == 0) return {};
  return {files.rows(), files.labels};
}

Dataset load_own_images(const Value& normalized) {
  const OwnImages own = read_own_images(normalized, false);
  // They have the size already.
  Value as_read = normalized;
  as_read.erase("size");
  as_read.erase("shrink");
  ImageSource source;
  source.name = "images";
  source.shape = own.train.shape;
  source.train = part_of_files(own.train);
  source.validation = part_of_files(own.validation);
  source.test = part_of_files(own.test);
  source.class_names = own.train.class_names;
  return make_image_dataset(as_read, source);
}

DatasetFacts facts_of_own_images(const Value& normalized) {
  const OwnImages own = read_own_images(normalized, true);
  return restricted_facts(
      normalized,
      {"images", Task::classification, own.train.items, own.test.items, own.validation.items},
      own.train.shape.pixels(), static_cast<std::int64_t>(own.train.class_names.size()));
}

DatasetDescription describe_own_images(const Value& normalized) {
  const OwnImages own = read_own_images(normalized, true);
  DatasetDescription description;
  for (const std::string& name : own.train.class_names) description.classes.push_back({name, 0});
  for (const ImageFiles* part : {&own.train, &own.validation, &own.test}) {
    for (const std::uint8_t label : part->labels) ++description.classes[label].examples;
  }
  description.notes.push_back(
      fmt::format("{}: images of {} pixels", own.train.name, own.train.shape.text()));
  return description;
}

}  // namespace

DatasetEntry dataset_entry_images() {
  DatasetEntry entry;
  entry.name = "images";
  entry.kind = "images";
  entry.summary = "Images of your own: PNG in a folder for each class, or CIFAR's binary files";
  entry.size = "as the files";
  entry.source = "your files";
  entry.licence = "yours";
  entry.schema = own_image_fields(entry.summary).schema();
  Field path = path_field("path",
                          "a folder that has a folder of PNG images for each class, or files of "
                          "CIFAR-10 or CIFAR-100 (.bin)");
  entry.schema.fields.insert(entry.schema.fields.begin(), path);
  for (const char* part : {"validation", "test"}) {
    Field more =
        path_field(fmt::format("{}_path", part),
                   fmt::format("the same for {} images; default: drawn from the first", part));
    more.optional = true;
    entry.schema.fields.push_back(std::move(more));
  }
  const Fields<ImageOptions> shared = image_fields("images", "");
  for (const Field& field : shared.schema().fields) entry.schema.fields.push_back(field);
  entry.schema.finish = check_own_images;
  entry.file_keys = {"path", "validation_path", "test_path"};
  entry.reads_folders = true;
  entry.load = load_own_images;
  entry.facts = facts_of_own_images;
  entry.describe = describe_own_images;
  return entry;
}

}  // namespace regsweep
