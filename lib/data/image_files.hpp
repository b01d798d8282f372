// Images of the user that are no IDX: folders of PNG by class, and CIFAR's binary files.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "data/image_shape.hpp"
#include "data/rows_view.hpp"

namespace regsweep {

/// Which of CIFAR-100's two labels.
enum class CifarLabel { fine, coarse };

struct ImageFiles {
  std::string name;  // of the first path, for messages
  ImageShape shape;
  std::int64_t items = 0;
  std::string pixels;                    // of all images, unless only facts were asked for
  std::vector<std::uint8_t> labels;      // places in class_names
  std::vector<std::string> class_names;  // of folders; of CIFAR "0" to the largest label

  RowsView<std::uint8_t> rows() const {
    return {reinterpret_cast<const std::uint8_t*>(pixels.data()), static_cast<std::size_t>(items),
            static_cast<std::size_t>(shape.pixels())};
  }
};

struct ImageReading {
  ImageChange change;
  std::optional<CifarLabel> label;
  bool facts_alone = false;  // labels and shape; no pixels
};

/// `paths`: one folder with a folder of PNG images for each class, in byte order of their names; or
/// files of CIFAR-10 or CIFAR-100 (.bin), one after the other. The change is made while reading, so
/// that pictures of any size can become images of one. DataError for what is neither, for pictures
/// that are not alike, and for more than 256 classes.
ImageFiles read_image_files(const std::vector<std::string>& paths, const ImageReading& reading);

/// The shape of the first PNG image in a folder, as it is there; nothing where there is none.
std::optional<ImageShape> first_image_shape(const std::string& folder);

}  // namespace regsweep
