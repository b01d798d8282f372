// Images in four IDX files that the user names (MNIST's format; plain or gzip).
#include <fmt/format.h>

#include <algorithm>

#include "core/error.hpp"
#include "data/idx_file.hpp"
#include "data/images.hpp"
#include "data/restrict.hpp"

namespace regsweep {
namespace {

struct IdxOptions {
  std::string train_images, train_labels, test_images, test_labels;
};

Fields<IdxOptions> path_fields(const std::string& summary) {
  return Fields<IdxOptions>("idx", summary)
      .required("train_images", &IdxOptions::train_images, "path of the training images (.gz too)")
      .required("train_labels", &IdxOptions::train_labels, "path of the training labels")
      .required("test_images", &IdxOptions::test_images, "path of the test images")
      .required("test_labels", &IdxOptions::test_labels, "path of the test labels");
}

// What of a part can be checked without its values.
void check_pair(const IdxHeader& images, const IdxHeader& labels, const std::string& image_path,
                const std::string& label_path) {
  if (images.items() != labels.items()) {
    throw DataError(
        fmt::format("{} holds {} images but {} holds {} labels; give files that belong together",
                    image_path, images.items(), label_path, labels.items()));
  }
}

void check_alike(const IdxHeader& train, const IdxHeader& test, const IdxOptions& paths) {
  if (train.item_size() != test.item_size()) {
    throw DataError(fmt::format(
        "the images of {} have {} pixels but those of {} have {}; give files that belong together",
        paths.train_images, train.item_size(), paths.test_images, test.item_size()));
  }
}

int class_count(const IdxArray& train_labels, const IdxArray& test_labels) {
  const auto largest = [](const IdxArray& labels) {
    return *std::ranges::max_element(labels.values());
  };
  return std::max(largest(train_labels), largest(test_labels)) + 1;
}

Dataset load_idx(const Value& normalized) {
  const IdxOptions paths = path_fields("").take(normalized);
  const IdxArray train_labels = read_idx(paths.train_labels, IdxContent::labels);
  const IdxArray test_labels = read_idx(paths.test_labels, IdxContent::labels);
  const IdxArray train_images = read_idx(paths.train_images, IdxContent::images);
  const IdxArray test_images = read_idx(paths.test_images, IdxContent::images);
  check_pair(train_images.header, train_labels.header, paths.train_images, paths.train_labels);
  check_pair(test_images.header, test_labels.header, paths.test_images, paths.test_labels);
  check_alike(train_images.header, test_images.header, paths);
  ImageSource source;
  source.name = "idx";
  source.train = {train_images.rows(), train_labels.values()};
  source.test = {test_images.rows(), test_labels.values()};
  for (int label = 0; label < class_count(train_labels, test_labels); ++label) {
    source.class_names.push_back(std::to_string(label));
  }
  return make_image_dataset(normalized, source);
}

// Labels are small and are read whole, because only they tell the number of classes; of the images
// only the headers are read.
DatasetFacts idx_facts(const Value& normalized) {
  const IdxOptions paths = path_fields("").take(normalized);
  const IdxArray train_labels = read_idx(paths.train_labels, IdxContent::labels);
  const IdxArray test_labels = read_idx(paths.test_labels, IdxContent::labels);
  const IdxHeader train = read_idx_header(paths.train_images, IdxContent::images);
  const IdxHeader test = read_idx_header(paths.test_images, IdxContent::images);
  check_pair(train, train_labels.header, paths.train_images, paths.train_labels);
  check_pair(test, test_labels.header, paths.test_images, paths.test_labels);
  check_alike(train, test, paths);
  return restricted_facts(normalized, {"idx", Task::classification, train.items(), test.items()},
                          train.item_size(), class_count(train_labels, test_labels));
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
  const Fields<ImageOptions> shared = image_fields("idx", "");
  for (const Field& field : shared.schema().fields) entry.schema.fields.push_back(field);
  entry.load = load_idx;
  entry.facts = idx_facts;
  return entry;
}

}  // namespace regsweep
