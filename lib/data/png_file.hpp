// Pictures in PNG, by libpng.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "data/image_shape.hpp"

namespace regsweep {

struct Picture {
  ImageShape shape;  // interleaved, of 1 or 3 channels
  std::string pixels;
};

/// Palettes become colours, 16 bits the nearest 8, transparency is left out; gamma is not applied.
/// DataError, naming `name`, for what is no PNG, is damaged, or has more than 2^28 values.
Picture parse_png(const std::string& content, const std::string& name);

/// Bytes from the beginning of a file that png_shape() wants to see.
constexpr std::size_t png_header_bytes = 33;

/// The shape of the picture that begins so; nothing for what does not begin as PNG does.
std::optional<ImageShape> png_shape(std::string_view beginning);

}  // namespace regsweep
