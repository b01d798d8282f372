// Images of bytes become a dataset: selection, scaling, label noise.
//
//   scale: unit         pixel / largest pixel, in [0, 1]
//          standardise  (unit - mean) / sd, mean and sd (population) over all pixels of the
//                       training split
//          centre       unit - the training split's mean of that pixel
//   shrink, size         images of fewer pixels (image_shape.hpp), before all else
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "core/fields.hpp"
#include "data/dataset_entry.hpp"
#include "data/image_shape.hpp"
#include "data/rows_view.hpp"

namespace regsweep {

enum class PixelScale { unit, standardise, centre };

struct ImageOptions {
  PixelScale scale = PixelScale::unit;
  std::optional<std::int64_t> shrink;
  std::optional<std::vector<std::int64_t>> size;

  ImageChange change() const { return {shrink, size, {}}; }
};

/// The fields of image sets, for a set of this name.
Fields<ImageOptions> image_fields(const std::string& name, const std::string& summary);

/// What a map says of the size of images; ConfigurationError where it contradicts itself.
ImageChange image_change(const Value& normalized, const std::string& name);

/// Features of an image of this shape once it is changed as `normalized` says. DataError where that
/// is impossible; `name` is the data's.
std::int64_t image_features(const Value& normalized, const ImageShape& shape,
                            const std::string& name);

/// Images in memory that someone else owns.
struct ImagePart {
  RowsView<std::uint8_t> pixels;         // [N, pixels of an image]
  std::span<const std::uint8_t> labels;  // [N]

  std::int64_t count() const { return static_cast<std::int64_t>(labels.size()); }
};

struct ImageSource {
  std::string name;
  ImageShape shape;
  ImagePart train, test;    // test empty: no test part, it is drawn from train
  ImagePart validation;     // empty: drawn from train
  int largest_pixel = 255;  // what `unit` maps to 1
  std::vector<std::string> class_names;
};

Dataset make_image_dataset(const Value& normalized, const ImageSource& given);

/// An entry for a set of known content in MNIST's format: 60,000 + 10,000 images of 28x28 in ten
/// classes. Files in the order train images, train labels, test images, test labels.
DatasetEntry mnist_like_entry(DatasetEntry entry, const std::vector<std::string>& class_names);

}  // namespace regsweep
