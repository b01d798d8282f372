// libpng reports errors by longjmp. Between setjmp and the end of take_png_rows() stands no object
// that would have to be destroyed: what is filled belongs to the caller.
#include "data/png_file.hpp"

#include <fmt/format.h>
#include <png.h>

#include <cstdio>
#include <cstring>
#include <vector>

#include "core/error.hpp"
#include "data/signature.hpp"

namespace regsweep {
namespace {

constexpr std::int64_t most_values_of_picture = std::int64_t{1} << 28;
constexpr std::size_t png_signature = 8;

struct PngReading {
  const char* next = nullptr;
  std::size_t left = 0;
  std::size_t bytes = 0;  // of the whole file
  Picture* picture = nullptr;
  std::vector<png_bytep> rows;
  char message[96] = {};
  bool too_large = false;
};

void stop_png(png_structp png, png_const_charp message) {
  auto* reading = static_cast<PngReading*>(png_get_error_ptr(png));
  std::snprintf(reading->message, sizeof reading->message, "%s", message);
  png_longjmp(png, 1);
}

void pass_warning(png_structp, png_const_charp) {}

void give_bytes(png_structp png, png_bytep out, size_t count) {
  auto* reading = static_cast<PngReading*>(png_get_io_ptr(png));
  if (count > reading->left) png_error(png, "it ends in the middle");
  std::memcpy(out, reading->next, count);
  reading->next += count;
  reading->left -= count;
}

// Makes room for the pixels. False if there are too many. No part of the function that longjmp
// returns to.
[[gnu::noinline]] bool prepare_rows(PngReading& reading, std::int64_t height, std::int64_t width,
                                    std::int64_t channels) {
  constexpr std::int64_t most_packed = 8 * 1032;  // pixels of one bit, as deflate packs at best
  const std::int64_t values = height * width * channels;
  if (values > most_values_of_picture) return false;
  if (values / most_packed > static_cast<std::int64_t>(reading.bytes)) return false;
  Picture& picture = *reading.picture;
  picture.shape = {height, width, channels, true};
  picture.pixels.resize(static_cast<std::size_t>(picture.shape.pixels()));
  for (std::int64_t row = 0; row < height; ++row) {
    reading.rows.push_back(
        reinterpret_cast<png_bytep>(picture.pixels.data() + row * width * channels));
  }
  return true;
}

// 8 bits of grey or colour, whatever the file has.
void ask_for_bytes(png_structp png, png_infop info) {
  png_set_expand(png);
  png_set_scale_16(png);
  png_set_strip_alpha(png);
  png_set_interlace_handling(png);
  png_read_update_info(png, info);
}

bool take_png_rows(PngReading& reading, png_structp png, png_infop info) {
  if (setjmp(png_jmpbuf(png)) != 0) return false;  // NOLINT: libpng's way
  png_set_read_fn(png, &reading, give_bytes);
  png_set_user_limits(png, 1 << 16, 1 << 16);
  png_read_info(png, info);
  ask_for_bytes(png, info);
  if (!prepare_rows(reading, png_get_image_height(png, info), png_get_image_width(png, info),
                    png_get_channels(png, info))) {
    reading.too_large = true;
    return false;
  }
  png_read_image(png, reading.rows.data());
  png_read_end(png, nullptr);
  return true;
}

}  // namespace

Picture parse_png(const std::string& content, const std::string& name) {
  const auto* bytes = reinterpret_cast<png_const_bytep>(content.data());
  if (content.size() < png_signature || png_sig_cmp(bytes, 0, png_signature) != 0) {
    refuse_foreign(std::string_view(content).substr(0, signature_bytes), name, "a PNG image");
    throw DataError(fmt::format("{} is no PNG image; convert it, or remove it", name));
  }
  Picture picture;
  PngReading reading;
  reading.next = content.data();
  reading.left = content.size();
  reading.bytes = content.size();
  reading.picture = &picture;
  png_structp png = png_create_read_struct(PNG_LIBPNG_VER_STRING, &reading, stop_png, pass_warning);
  RS_CHECK(png != nullptr, "libpng cannot start");
  png_infop info = png_create_info_struct(png);
  const bool whole = info != nullptr && take_png_rows(reading, png, info);
  png_destroy_read_struct(&png, &info, nullptr);
  if (reading.too_large) {
    throw DataError(fmt::format(
        "{} claims more pixels than are read, or than it holds; make it smaller", name));
  }
  if (!whole) {
    throw DataError(fmt::format("{} is a damaged PNG image: {}; fetch it anew", name,
                                static_cast<const char*>(reading.message)));
  }
  return picture;
}

// The first chunk is IHDR: width and height of 4 bytes, the depth, and the kind of colours, of
// which 0 and 4 are grey (PNG, 3rd edition, section 11.2.1).
std::optional<ImageShape> png_shape(std::string_view beginning) {
  constexpr std::string_view signature = "\x89PNG\r\n\x1a\n";
  constexpr std::size_t name_at = 12;
  constexpr std::size_t width_at = 16;
  constexpr std::size_t height_at = 20;
  constexpr std::size_t colour_at = 25;
  if (beginning.size() < png_header_bytes || !beginning.starts_with(signature) ||
      beginning.substr(name_at, 4) != "IHDR") {
    return std::nullopt;
  }
  const auto number = [&](std::size_t at) {
    std::int64_t value = 0;
    for (std::size_t i = 0; i < 4; ++i) {
      value = value << 8 | static_cast<unsigned char>(beginning[at + i]);
    }
    return value;
  };
  const bool grey = beginning[colour_at] == 0 || beginning[colour_at] == 4;
  return ImageShape{number(height_at), number(width_at), grey ? 1 : 3, true};
}

}  // namespace regsweep
