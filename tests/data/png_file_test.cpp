// PNG: every kind of pixel becomes bytes of grey or colour; damage is said.
#include "data/png_file.hpp"

#include "png_files.hpp"
#include "temporary_files.hpp"

namespace regsweep::png_file_test {

using namespace testing;

std::string bytes(std::initializer_list<int> values) {
  std::string text;
  for (const int value : values) text += static_cast<char>(value);
  return text;
}

Picture read(const std::string& png) { return parse_png(png, "a.png"); }

std::string refused(const std::string& png) {
  return sentence<DataError>([&] { read(png); });
}

TEST_CASE("grey, colours, palettes, few bits and many, with alpha and without, are bytes") {
  const Picture grey = read(png_of(2, 3, 8, 0, bytes({1, 2, 3, 250, 251, 252})));
  REQUIRE(grey.shape == ImageShape{2, 3, 1, true});
  REQUIRE(grey.pixels == bytes({1, 2, 3, 250, 251, 252}));
  const Picture colours = read(png_of(1, 2, 8, 2, bytes({1, 2, 3, 4, 5, 6})));
  REQUIRE(colours.shape == ImageShape{1, 2, 3, true});
  REQUIRE(colours.pixels == bytes({1, 2, 3, 4, 5, 6}));
  REQUIRE(read(png_of(1, 4, 1, 0, bytes({0b10100000}))).pixels == bytes({255, 0, 255, 0}));
  REQUIRE(read(png_of(1, 2, 8, 4, bytes({7, 0, 9, 255}))).pixels == bytes({7, 9}));
  REQUIRE(read(png_of(1, 2, 16, 0, bytes({0x80, 0x80, 0x12, 0x34}))).pixels == bytes({0x80, 0x12}));
  const std::string palette = png_chunk("PLTE", bytes({10, 20, 30, 40, 50, 60}));
  REQUIRE(read(png_of(1, 2, 8, 3, bytes({1, 0}), palette)).pixels ==
          bytes({40, 50, 60, 10, 20, 30}));
}

TEST_CASE("the beginning of a picture says the shape that it is read with") {
  const std::string palette = png_chunk("PLTE", bytes({10, 20, 30, 40, 50, 60}));
  for (const std::string& png :
       {png_of(2, 3, 8, 0, std::string(6, 'a')), png_of(1, 2, 8, 2, std::string(6, 'a')),
        png_of(1, 2, 8, 3, bytes({1, 0}), palette), png_of(1, 2, 8, 4, std::string(4, 'a')),
        png_of(300, 1, 8, 6, std::string(1200, 'a'))}) {
    REQUIRE(png_shape(png.substr(0, png_header_bytes)) == read(png).shape);
    REQUIRE_FALSE(png_shape(png.substr(0, png_header_bytes - 1)).has_value());
    REQUIRE_FALSE(png_shape(png.substr(1)).has_value());
  }
}

TEST_CASE("what is no whole PNG is refused in one sentence") {
  const std::string whole = png_of(4, 4, 8, 0, std::string(16, 'x'));
  for (std::size_t length = 8; length < whole.size(); ++length) {
    REQUIRE(refused(whole.substr(0, length)).starts_with("a.png is a damaged PNG image: "));
  }
  REQUIRE(refused(whole.substr(0, 60)) ==
          "a.png is a damaged PNG image: it ends in the middle; fetch it anew");
  std::string changed = whole;
  changed[45] ^= 1;
  REQUIRE(refused(changed).starts_with("a.png is a damaged PNG image: "));
  REQUIRE(refused("hello, world") == "a.png is no PNG image; convert it, or remove it");
  REQUIRE(refused("\xff\xd8\xff\xe0 a photo").find("a JPEG image") != std::string::npos);
}

}  // namespace regsweep::png_file_test
