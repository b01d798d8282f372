// Images of other sizes and colours: values by hand, and greys of Pillow 9.4 (convert L).
#include "data/image_shape.hpp"

#include <numeric>

#include "temporary_files.hpp"

namespace regsweep::image_shape_test {

using namespace testing;

std::vector<int> changed(const std::vector<int>& image, const ImageShape& shape,
                         const ImageChange& change) {
  const std::vector<std::uint8_t> bytes(image.begin(), image.end());
  std::string out = "begun";
  add_changed(bytes.data(), shape, changed_shape(shape, change, "x"), out);
  std::vector<int> values;
  for (const char each : out.substr(5)) values.push_back(static_cast<unsigned char>(each));
  return values;
}

std::string refused(const ImageShape& shape, const ImageChange& change) {
  return sentence<DataError>([&] { changed_shape(shape, change, "x"); });
}

using Size = std::vector<std::int64_t>;

TEST_CASE("a smaller image has the mean of each area, rounded to the nearest") {
  const ImageShape shape{2, 4};
  REQUIRE(changed({0, 1, 10, 20, 2, 4, 30, 43}, shape, {.shrink = 2}) == std::vector<int>{2, 26});
  REQUIRE(changed({0, 1, 10, 20, 2, 4, 30, 43}, shape, {.size = Size{2, 4}}) ==
          std::vector<int>{0, 1, 10, 20, 2, 4, 30, 43});
  // 3 pixels become 2: (2 a + b) / 3 and (b + 2 c) / 3
  REQUIRE(changed({30, 60, 90}, {1, 3}, {.size = Size{1, 2}}) == std::vector<int>{40, 80});
  REQUIRE(changed({30, 60}, {1, 2}, {.size = Size{2, 4}}) ==
          std::vector<int>{30, 30, 60, 60, 30, 30, 60, 60});
}

TEST_CASE("areas that end within pixels have shares of them") {
  std::vector<int> image(30);
  for (std::size_t i = 0; i < image.size(); ++i) image[i] = static_cast<int>(i * i * 7 % 256);
  // An independent rendering (Python, whole numbers).
  REQUIRE(changed(image, {5, 6}, {.size = Size{3, 4}}) ==
          std::vector<int>{80, 75, 87, 139, 211, 147, 41, 135, 170, 148, 130, 164});
}

TEST_CASE("channels stay apart in either order, and become grey as Pillow has it") {
  const std::vector<int> planes{10, 20, 30, 40, 50, 60};  // R R G G B B
  REQUIRE(changed(planes, {1, 2, 3, false}, {.size = Size{1, 1}}) == std::vector<int>{15, 35, 55});
  const std::vector<int> pixels{10, 30, 50, 20, 40, 60};
  REQUIRE(changed(pixels, {1, 2, 3, true}, {.size = Size{1, 1}}) == std::vector<int>{15, 35, 55});
  const ImageChange grey{.colours = ImageColours::grey};
  REQUIRE(changed(planes, {1, 2, 3, false}, grey) == std::vector<int>{26, 36});
  REQUIRE(changed({255, 0, 0, 0, 255, 0, 0, 0, 255, 1, 2, 3}, {1, 4, 3, true}, grey) ==
          std::vector<int>{76, 150, 29, 2});
  REQUIRE(changed({5, 6}, {1, 2, 1, true}, {.colours = ImageColours::rgb}) ==
          std::vector<int>{5, 5, 5, 6, 6, 6});
}

TEST_CASE("changes that an image does not allow are refused") {
  REQUIRE(refused({28, 28}, {.shrink = 3}) ==
          "data.shrink = 3 does not divide the 28x28 pixels of x; give a divisor of both sides, or "
          "data.size: [height, width]");
  REQUIRE(refused({}, {.shrink = 2}).starts_with("x has no images of height and width"));
  REQUIRE(refused({4, 4, 2, true}, {.colours = ImageColours::grey})
              .starts_with("x has images of 2 channels"));
}

}  // namespace regsweep::image_shape_test
