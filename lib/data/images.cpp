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

}  // namespace

Fields<ImageOptions> image_fields(const std::string& name, const std::string& summary) {
  return Fields<ImageOptions>(name, summary)
      .choice("scale", &ImageOptions::scale,
              {{"unit", PixelScale::unit},
               {"standardise", PixelScale::standardise},
               {"centre", PixelScale::centre}},
              "unit: pixels in [0, 1]; standardise: minus mean, by sd over all training pixels; "
              "centre: minus each pixel's training mean");
}

Dataset make_image_dataset(const Value& normalized, const ImageSource& source) {
  const PixelScale scale = image_fields(source.name, "").take(normalized).scale;
  const Restriction restriction = restriction_fields().take(normalized);
  const Labels classes(source.train.labels.begin(), source.train.labels.end());
  Available available{source.name, Task::classification, source.train.count(), source.test.count()};
  available.known.classes = classes;
  const Selection selection = select_examples(normalized, available);
  const Moments moments =
      scale == PixelScale::standardise ? pixel_moments(source, selection.train) : Moments{};
  const PixelTable table = pixel_table(source.largest_pixel, moments.mean, moments.deviation);
  const ImagePart& test_part = source.test.count() > 0 ? source.test : source.train;

  Dataset dataset;
  dataset.name = source.name;
  dataset.features = static_cast<std::int64_t>(source.train.pixels.columns());
  dataset.outputs = static_cast<std::int64_t>(source.class_names.size());
  dataset.class_names = source.class_names;
  const std::vector<real> mean =
      scale == PixelScale::centre ? mean_image(source, selection.train) : std::vector<real>{};
  dataset.train = gather(source.train, selection.train, table, mean);
  dataset.validation = gather(source.train, selection.validation, table, mean);
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
    return restricted_facts(normalized, {name, Task::classification, train, test}, side * side, 10);
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
    source.train = {arrays[0].rows(), arrays[1].values()};
    source.test = {arrays[2].rows(), arrays[3].values()};
    source.class_names = class_names;
    return make_image_dataset(normalized, source);
  };
  return entry;
}

}  // namespace regsweep
