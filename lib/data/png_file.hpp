// Pictures in PNG, by libpng.
#pragma once

#include <string>

#include "data/image_shape.hpp"

namespace regsweep {

struct Picture {
  ImageShape shape;  // interleaved, of 1 or 3 channels
  std::string pixels;
};

/// Palettes become colours, 16 bits the nearest 8, transparency is left out; gamma is not applied.
/// DataError, naming `name`, for what is no PNG, is damaged, or has more than 2^28 values.
Picture parse_png(const std::string& content, const std::string& name);

}  // namespace regsweep
