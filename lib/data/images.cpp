// Bytes to pixels through a table of 256 numbers; only the selected images are converted.
#include "data/images.hpp"

#include <fmt/format.h>

#include <array>
#include <cmath>

#include "data/idx_file.hpp"
#include "data/restrict.hpp"

namespace regsweep {
namespace {

using PixelTable = std::array<real, 256>;  // what each byte becomes

// (byte / largest - mean) / sd, computed once per byte value.
PixelTable pixel_table(int largest, double mean, double deviation) {
  PixelTable table;
  for (std::size_t byte = 0; byte < table.size(); ++byte) {
    table[byte] = static_cast<real>((static_cast<double>(byte) / largest - mean) / deviation);
  }
  return table;
}

// Mean and sd over all pixels of the chosen images, in units of the largest pixel; sums are exact
// integers.
struct Moments {
  double mean = 0, deviation = 1;
};
Moments pixel_moments(const ImageSource& source, const std::vector<std::int64_t>& indices) {
  std::uint64_t sum = 0;
  std::uint64_t squares = 0;
  for (const std::int64_t index : indices) {
    std::uint64_t image_sum = 0;
    std::uint64_t image_squares = 0;
    for (const std::uint8_t pixel : source.train.pixels.row(static_cast<std::size_t>(index))) {
      image_sum += pixel;
      image_squares += static_cast<std::uint32_t>(pixel) * pixel;
    }
    sum += image_sum;
    squares += image_squares;
  }
  const double count =
      static_cast<double>(indices.size()) * static_cast<double>(source.train.pixels.columns());
  const double mean = static_cast<double>(sum) / count;
  const double variance = static_cast<double>(squares) / count - mean * mean;
  return {mean / source.largest_pixel,
          variance > 0 ? std::sqrt(variance) / source.largest_pixel : 1};
}

// The mean of each pixel over the chosen images, in units of the largest pixel.
std::vector<real> mean_image(const ImageSource& source, const std::vector<std::int64_t>& indices) {
  std::vector<std::uint64_t> sums(source.train.pixels.columns());
  for (const std::int64_t index : indices) {
    const auto image = source.train.pixels.row(static_cast<std::size_t>(index));
    for (std::size_t i = 0; i < sums.size(); ++i) sums[i] += image[i];
  }
  std::vector<real> mean;
  for (const std::uint64_t sum : sums) {
    mean.push_back(static_cast<real>(static_cast<double>(sum) /
                                     static_cast<double>(indices.size()) / source.largest_pixel));
  }
  return mean;
}

// Pixels through the table, less the mean image where there is one.
Split gather(const ImagePart& part, const std::vector<std::int64_t>& indices,
             const PixelTable& table, const std::vector<real>& mean) {
  const std::size_t features = part.pixels.columns();
  Split split;
  Matrix pixels = Matrix::from_shape({indices.size(), features});
  split.labels.reserve(indices.size());
  real* out = pixels.data();
  for (const std::int64_t index : indices) {
    const auto image = part.pixels.row(static_cast<std::size_t>(index));
    for (std::size_t i = 0; i < features; ++i) out[i] = table[image[i]];
    for (std::size_t i = 0; i < mean.size(); ++i) out[i] -= mean[i];
    out += features;
    split.labels.push_back(part.labels[static_cast<std::size_t>(index)]);
  }
  split.features = std::move(pixels);
  return split;
}

// The images of a part, changed; their bytes are kept in `kept`.
ImagePart changed_part(const ImagePart& part, const ImageShape& shape, const ImageShape& wanted,
                       std::string& kept) {
  for (std::size_t item = 0; item < part.pixels.rows(); ++item) {
    add_changed(part.pixels.row(item).data(), shape, wanted, kept);
  }
  return {{reinterpret_cast<const std::uint8_t*>(kept.data()), part.pixels.rows(),
           static_cast<std::size_t>(wanted.pixels())},
          part.labels};
}

// Parts whose images are of another size, and the memory that they lie in.
struct ChangedImages {
  std::string train, validation, test;

  ImageSource of(const ImageSource& source, const ImageChange& change) {
    ImageSource changed = source;
    changed.shape = changed_shape(source.shape, change, source.name);
    changed.train = changed_part(source.train, source.shape, changed.shape, train);
    changed.validation = changed_part(source.validation, source.shape, changed.shape, validation);
    changed.test = changed_part(source.test, source.shape, changed.shape, test);
    return changed;
  }
};

}  // namespace

Fields<ImageOptions> image_fields(const std::string& name, const std::string& summary) {
  return Fields<ImageOptions>(name, summary)
      .choice("scale", &ImageOptions::scale,
              {{"unit", PixelScale::unit},
               {"standardise", PixelScale::standardise},
               {"centre", PixelScale::centre}},
              "unit: pixels in [0, 1]; standardise: minus mean, by sd over all training pixels; "
              "centre: minus each pixel's training mean")
      .add("shrink", &ImageOptions::shrink,
           "each pixel becomes the mean of so many by so many; a divisor of both sides",
           between(2, 1e4))
      .add("size", &ImageOptions::size,
           "[height, width]: each pixel becomes the mean of the area that it covers",
           between(1, 1e4));
}

ImageChange image_change(const Value& normalized, const std::string& name) {
  const ImageChange change = image_fields(name, "").take(normalized).change();
  if (change.size && change.size->size() != 2) {
    throw ConfigurationError(
        normalized.at("size").where(),
        fmt::format("data.size is {}, but it must be two numbers, [height, width]",
                    normalized.at("size").shown()));
  }
  if (change.size && change.shrink) {
    throw ConfigurationError(
        normalized.at("size").where(),
        "data.size and data.shrink both say how many pixels an image has; delete one of them");
  }
  return change;
}

std::int64_t image_features(const Value& normalized, const ImageShape& shape,
                            const std::string& name) {
  return changed_shape(shape, image_change(normalized, name), name).pixels();
}

Dataset make_image_dataset(const Value& normalized, const ImageSource& given) {
  const PixelScale scale = image_fields(given.name, "").take(normalized).scale;
  ChangedImages memory;
  ImageSource source = given;
  const ImageChange change = image_change(normalized, given.name);
  if (change.is_any()) source = memory.of(given, change);
  const Restriction restriction = restriction_fields().take(normalized);
  const Labels classes(source.train.labels.begin(), source.train.labels.end());
  Available available{source.name, Task::classification, source.train.count(), source.test.count(),
                      source.validation.count()};
  available.known.classes = classes;
  const Selection selection = select_examples(normalized, available);
  const Moments moments =
      scale == PixelScale::standardise ? pixel_moments(source, selection.train) : Moments{};
  const PixelTable table = pixel_table(source.largest_pixel, moments.mean, moments.deviation);
  const ImagePart& test_part = source.test.count() > 0 ? source.test : source.train;
  const ImagePart& validation_part =
      source.validation.count() > 0 ? source.validation : source.train;

  Dataset dataset;
  dataset.name = source.name;
  dataset.features = static_cast<std::int64_t>(source.train.pixels.columns());
  dataset.outputs = static_cast<std::int64_t>(source.class_names.size());
  dataset.class_names = source.class_names;
  const std::vector<real> mean =
      scale == PixelScale::centre ? mean_image(source, selection.train) : std::vector<real>{};
  dataset.train = gather(source.train, selection.train, table, mean);
  dataset.validation = gather(validation_part, selection.validation, table, mean);
  dataset.test = gather(test_part, selection.test, table, mean);
  add_label_noise(restriction, selection.train, dataset.outputs, dataset.train.labels);
  return dataset;
}

DatasetEntry mnist_like_entry(DatasetEntry entry, const std::vector<std::string>& class_names) {
  constexpr std::int64_t train = 60000;
  constexpr std::int64_t test = 10000;
  constexpr std::int64_t side = 28;
  entry.kind = "images";
  entry.size = "60,000 + 10,000, 28x28, 10 classes";
  entry.schema = image_fields(entry.name, entry.summary).schema();
  entry.facts = [name = entry.name](const Value& normalized) {
    return restricted_facts(normalized, {name, Task::classification, train, test},
                            image_features(normalized, {side, side}, name), 10);
  };
  entry.load = [name = entry.name, origin = entry.origin, class_names](const Value& normalized) {
    // Errors of the request come before the long reading.
    restricted_counts(normalized, {name, Task::classification, train, test});
    std::vector<IdxArray> arrays;
    for (std::size_t i = 0; i < 4; ++i) {
      arrays.push_back(parse_idx(read_known_file(name, origin, i),
                                 i % 2 == 0 ? IdxContent::images : IdxContent::labels,
                                 origin.files[i].name));
    }
    ImageSource source;
    source.name = name;
    source.shape = {side, side};
    source.train = {arrays[0].rows(), arrays[1].values()};
    source.test = {arrays[2].rows(), arrays[3].values()};
    source.class_names = class_names;
    return make_image_dataset(normalized, source);
  };
  return entry;
}

}  // namespace regsweep
