// Images of bytes become a dataset: selection, scaling, label noise.
//
//   scale: unit         pixel / largest pixel, in [0, 1]
//          standardise  (unit - mean) / sd, mean and sd (population) over all pixels of the
//          training split centre       unit - the training split's mean of that pixel
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/fields.hpp"
#include "data/dataset_entry.hpp"

namespace regsweep {

enum class PixelScale { unit, standardise, centre };

struct ImageOptions {
  PixelScale scale = PixelScale::unit;
};

/// The fields of image sets, for a set of this name.
Fields<ImageOptions> image_fields(const std::string& name, const std::string& summary);

/// Images in memory that someone else owns, row-major.
struct ImagePart {
  const std::uint8_t* pixels = nullptr;
  const std::uint8_t* labels = nullptr;
  std::int64_t count = 0;
};

struct ImageSource {
  std::string name;
  ImagePart train, test;  // test.count = 0: no test part
  std::int64_t features = 0;
  int largest_pixel = 255;
  std::vector<std::string> class_names;
};

Dataset make_image_dataset(const Value& normalized, const ImageSource& source);

/// The four files of a set in MNIST's format: read, checked against each other, restricted.
struct IdxPaths {
  std::string train_images, train_labels, test_images, test_labels;
};

/// An entry for a set of known content in MNIST's format: 60,000 + 10,000 images of 28x28 in ten
/// classes. Files in the order train images, train labels, test images, test labels.
DatasetEntry mnist_like_entry(DatasetEntry entry, const std::vector<std::string>& class_names);

}  // namespace regsweep
