// Shapes of images of bytes, and images of another size or other colours.
//
//   shrink: n     each pixel is the mean of n x n of before; n divides height and width
//   size: [h, w]  each pixel is the mean of the area of before that it covers, with shares of
//                 pixels, rounded to the nearest byte
//   channels      grey: (19595 R + 38470 G + 7471 B + 32768) / 65536, rounded down, the luma of
//                 ITU-R 601 as Pillow computes it; rgb: three times the same
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace regsweep {

struct ImageShape {
  std::int64_t height = 0, width = 0;  // 0: not known
  std::int64_t channels = 1;
  bool interleaved = false;  // [height, width, channels]; else [channels, height, width]

  std::int64_t pixels() const { return height * width * channels; }
  /// "32x32x3".
  std::string text() const;
  friend bool operator==(const ImageShape&, const ImageShape&) = default;
};

enum class ImageColours { grey, rgb };

struct ImageChange {
  std::optional<std::int64_t> shrink = {};
  std::optional<std::vector<std::int64_t>> size = {};  // [height, width]
  std::optional<ImageColours> colours = {};

  bool is_any() const { return shrink || size || colours; }
};

/// The shape after a change. DataError, naming `name`, where it is impossible.
ImageShape changed_shape(const ImageShape& shape, const ImageChange& change,
                         const std::string& name);

/// Adds an image of `from`, whose shape is `shape`, to `out`, changed to the shape `wanted`, which
/// changed_shape gave.
void add_changed(const std::uint8_t* from, const ImageShape& shape, const ImageShape& wanted,
                 std::string& out);

}  // namespace regsweep
