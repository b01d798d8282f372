// PNG images as the standard has them, made by hand for tests.
#pragma once

#include <zlib.h>

#include <catch2/catch.hpp>
#include <cstdint>
#include <string>

namespace regsweep::testing {

inline std::string png_number(std::uint32_t value) {
  std::string bytes;
  for (const int shift : {24, 16, 8, 0}) bytes += static_cast<char>(value >> shift & 0xff);
  return bytes;
}

inline std::string png_chunk(const std::string& kind, const std::string& content) {
  const std::string text = kind + content;
  const auto* bytes = reinterpret_cast<const Bytef*>(text.data());
  const auto check = static_cast<std::uint32_t>(crc32(0, bytes, static_cast<uInt>(text.size())));
  return png_number(static_cast<std::uint32_t>(content.size())) + text + png_number(check);
}

/// `colour`: 0 grey, 2 colours, 3 a palette, 4 grey and alpha; `rows`: height times a row of bytes;
/// `more`: chunks before the pixels.
inline std::string png_of(std::uint32_t height, std::uint32_t width, int depth, int colour,
                          const std::string& rows, const std::string& more = "") {
  const std::size_t row_bytes = rows.size() / height;
  std::string filtered;
  for (std::uint32_t row = 0; row < height; ++row) {
    filtered += '\0' + rows.substr(row * row_bytes, row_bytes);
  }
  std::string packed(compressBound(static_cast<uLong>(filtered.size())), '\0');
  auto size = static_cast<uLongf>(packed.size());
  REQUIRE(compress(reinterpret_cast<Bytef*>(packed.data()), &size,
                   reinterpret_cast<const Bytef*>(filtered.data()),
                   static_cast<uLong>(filtered.size())) == Z_OK);
  packed.resize(size);
  const std::string header = png_number(width) + png_number(height) + static_cast<char>(depth) +
                             static_cast<char>(colour) + std::string(3, '\0');
  return "\x89PNG\r\n\x1a\n" + png_chunk("IHDR", header) + more + png_chunk("IDAT", packed) +
         png_chunk("IEND", "");
}

}  // namespace regsweep::testing
