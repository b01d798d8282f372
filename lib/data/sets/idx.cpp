// Images in four IDX files that the user names (MNIST's format; plain or gzip).
#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "core/error.hpp"
#include "data/idx_file.hpp"
#include "data/images.hpp"
#include "data/restrict.hpp"

namespace regsweep {
namespace {

struct IdxOptions {
  std::string train_images, train_labels, test_images, test_labels;
  std::optional<std::int64_t> label_column;
  std::optional<bool> transposed;
};

Fields<IdxOptions> path_fields(const std::string& summary) {
  return Fields<IdxOptions>("idx", summary)
      .required("train_images", &IdxOptions::train_images, "path of the training images (.gz too)")
      .required("train_labels", &IdxOptions::train_labels, "path of the training labels")
      .required("test_images", &IdxOptions::test_images, "path of the test images")
      .required("test_labels", &IdxOptions::test_labels, "path of the test labels")
      .add("label_column", &IdxOptions::label_column,
           "of labels that are rows of numbers: which of them is the class, from 0", at_least(0))
      .add("transposed", &IdxOptions::transposed,
           "whether images are stored column by column, as EMNIST's are; default: row by row");
}

// What of a part can be checked without its values.
void check_pair(const IdxHeader& images, std::size_t labels, const std::string& image_path,
                const std::string& label_path) {
  if (static_cast<std::size_t>(images.items()) != labels) {
    throw DataError(
        fmt::format("{} holds {} images but {} holds {} labels; give files that belong together",
                    image_path, images.items(), label_path, labels));
  }
}

void check_alike(const IdxHeader& train, const IdxHeader& test, const IdxOptions& paths) {
  if (train.item_size() != test.item_size()) {
    throw DataError(fmt::format(
        "the images of {} have {} pixels but those of {} have {}; give files that belong together",
        paths.train_images, train.item_size(), paths.test_images, test.item_size()));
  }
}

void check_different(const IdxArray& train, const IdxArray& test, const IdxOptions& paths) {
  if (train.content != test.content) return;
  throw DataError(
      fmt::format("{} has the same content as the training images {}; give other test_images",
                  paths.test_images, paths.train_images));
}

// Labels are small and are read whole, because only they tell the number of classes.
std::vector<std::uint8_t> read_labels(const std::string& path, const IdxOptions& options) {
  return idx_labels(read_idx(path, IdxContent::labels), options.label_column, path);
}

int class_count(const std::vector<std::uint8_t>& train, const std::vector<std::uint8_t>& test) {
  return std::max(std::ranges::max(train), std::ranges::max(test)) + 1;
}

// Rows become columns, in place, of every image of a part.
void transpose(IdxArray& images, const std::string& path) {
  const std::vector<std::int64_t>& shape = images.header.shape;
  if (shape.size() != 3) {
    throw DataError(fmt::format(
        "{} has images of {} dimensions, and only those of two can be transposed; delete "
        "data.transposed",
        path, shape.size() - 1));
  }
  const auto height = static_cast<std::size_t>(shape[1]);
  const auto width = static_cast<std::size_t>(shape[2]);
  std::string turned(height * width, '\0');
  for (std::size_t item = 0; item < static_cast<std::size_t>(shape[0]); ++item) {
    char* const image = images.content.data() + images.header.length + item * height * width;
    for (std::size_t row = 0; row < height; ++row) {
      for (std::size_t column = 0; column < width; ++column) {
        turned[column * height + row] = image[row * width + column];
      }
    }
    std::copy(turned.begin(), turned.end(), image);
  }
  std::swap(images.header.shape[1], images.header.shape[2]);
}

// Of images of two dimensions, or of three, whose last is that of channels.
ImageShape shape_of(const IdxHeader& header) {
  const std::vector<std::int64_t>& shape = header.shape;
  if (shape.size() < 3) return {};
  return {shape[1], shape[2], shape.size() == 4 ? shape[3] : 1, true};
}

Dataset load_idx(const Value& normalized) {
  const IdxOptions paths = path_fields("").take(normalized);
  const std::vector<std::uint8_t> train_labels = read_labels(paths.train_labels, paths);
  const std::vector<std::uint8_t> test_labels = read_labels(paths.test_labels, paths);
  IdxArray train_images = read_idx(paths.train_images, IdxContent::images);
  IdxArray test_images = read_idx(paths.test_images, IdxContent::images);
  check_pair(train_images.header, train_labels.size(), paths.train_images, paths.train_labels);
  check_pair(test_images.header, test_labels.size(), paths.test_images, paths.test_labels);
  check_alike(train_images.header, test_images.header, paths);
  check_different(train_images, test_images, paths);
  if (paths.transposed.value_or(false)) {
    transpose(train_images, paths.train_images);
    transpose(test_images, paths.test_images);
  }
  ImageSource source;
  source.name = "idx";
  source.shape = shape_of(train_images.header);
  source.train = {train_images.rows(), train_labels};
  source.test = {test_images.rows(), test_labels};
  for (int label = 0; label < class_count(train_labels, test_labels); ++label) {
    source.class_names.push_back(std::to_string(label));
  }
  return make_image_dataset(normalized, source);
}

// Features of an image as it is used.
std::int64_t idx_features(const Value& normalized, const IdxHeader& header,
                          const IdxOptions& paths) {
  ImageShape shape = shape_of(header);
  if (paths.transposed.value_or(false)) std::swap(shape.height, shape.width);
  return shape.height == 0 && !image_change(normalized, "idx").is_any()
             ? header.item_size()
             : image_features(normalized, shape, "idx");
}

// Of the images only the headers are read, unless both parts have as many.
DatasetFacts idx_facts(const Value& normalized) {
  const IdxOptions paths = path_fields("").take(normalized);
  const std::vector<std::uint8_t> train_labels = read_labels(paths.train_labels, paths);
  const std::vector<std::uint8_t> test_labels = read_labels(paths.test_labels, paths);
  const IdxHeader train = read_idx_header(paths.train_images, IdxContent::images);
  const IdxHeader test = read_idx_header(paths.test_images, IdxContent::images);
  check_pair(train, train_labels.size(), paths.train_images, paths.train_labels);
  check_pair(test, test_labels.size(), paths.test_images, paths.test_labels);
  check_alike(train, test, paths);
  if (train.items() == test.items()) {
    check_different(read_idx(paths.train_images, IdxContent::images),
                    read_idx(paths.test_images, IdxContent::images), paths);
  }
  return restricted_facts(normalized, {"idx", Task::classification, train.items(), test.items()},
                          idx_features(normalized, train, paths),
                          class_count(train_labels, test_labels));
}

// Told and not refused: they may be meant, but look like another column or file.
void tell_strange_labels(const std::vector<std::uint8_t>& labels, const std::string& path,
                         std::vector<std::string>& notes) {
  const std::set<std::uint8_t> classes(labels.begin(), labels.end());
  if (classes.size() == 1) {
    notes.push_back(
        fmt::format("{}: every label is {}, so there is nothing to learn; check data.label_column",
                    path, static_cast<int>(*classes.begin())));
  } else if (2 * classes.size() > labels.size()) {
    notes.push_back(
        fmt::format("{}: {} classes in {} labels, nearly as many; check data.label_column", path,
                    classes.size(), labels.size()));
  }
}

DatasetDescription describe_idx(const Value& normalized) {
  const IdxOptions paths = path_fields("").take(normalized);
  std::vector<std::int64_t> counts(256);
  for (const std::string& path : {paths.train_labels, paths.test_labels}) {
    for (const std::uint8_t label : read_labels(path, paths)) ++counts[label];
  }
  DatasetDescription description;
  tell_strange_labels(read_labels(paths.train_labels, paths), paths.train_labels,
                      description.notes);
  for (std::size_t label = 0; label < counts.size(); ++label) {
    if (counts[label] > 0) description.classes.push_back({std::to_string(label), counts[label]});
  }
  return description;
}

}  // namespace

DatasetEntry dataset_entry_idx() {
  DatasetEntry entry;
  entry.name = "idx";
  entry.kind = "images";
  entry.summary = "Images of your own in four IDX files (MNIST's format)";
  entry.size = "as the files";
  entry.source = "your files";
  entry.licence = "yours";
  entry.schema = path_fields(entry.summary).schema();
  entry.file_keys = {"train_images", "train_labels", "test_images", "test_labels"};
  const Fields<ImageOptions> shared = image_fields("idx", "");
  for (const Field& field : shared.schema().fields) entry.schema.fields.push_back(field);
  entry.schema.finish = [](Value& normalized, const Value&, const std::string&) {
    const Value* transposed = normalized.find("transposed");
    if (transposed != nullptr && *transposed == Value(false)) normalized.erase("transposed");
  };
  entry.load = load_idx;
  entry.facts = idx_facts;
  entry.describe = describe_idx;
  return entry;
}

}  // namespace regsweep
