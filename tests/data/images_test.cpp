// Images of bytes: the three scales, and that their statistics come from the training split alone.
#include "data/images.hpp"

#include "data/restrict.hpp"
#include "temporary_files.hpp"

namespace regsweep::images_test {

using namespace testing;

constexpr std::size_t count = 40, features = 6;

// Pixels that differ by image and by place; no test part.
struct Sample {
  std::vector<std::uint8_t> pixels, labels;
  ImageSource source;

  Sample() {
    for (std::size_t i = 0; i < count; ++i) {
      labels.push_back(static_cast<std::uint8_t>(i % 2));
      for (std::size_t j = 0; j < features; ++j) {
        pixels.push_back(static_cast<std::uint8_t>((i * 37 + j * 11 + i * j) % 256));
      }
    }
    source.name = "sample";
    source.train = {{pixels.data(), count, features}, labels};
    source.class_names = {"even", "odd"};
  }
  Dataset made(const std::string& scale) const {
    Value given = image_fields("sample", "").normalize(Value(Map{member("scale", scale)}), "data");
    const Value parts = restriction_fields().normalize(
        Value(Map{member("validation", 10), member("test", 10)}), "data");
    for (const Member& each : parts.map()) given.set(each.key, each.value);
    return make_image_dataset(given, source);
  }
};

double mean_of_column(const FeatureTable& matrix, std::size_t column) {
  double sum = 0;
  for (std::size_t row = 0; row < matrix.shape()[0]; ++row) {
    sum += static_cast<double>(matrix(row, column));
  }
  return sum / static_cast<double>(matrix.shape()[0]);
}

TEST_CASE("unit: pixels are divided by the largest one") {
  Sample sample;
  const Dataset dataset = sample.made("unit");
  REQUIRE(dataset.train.count() == 20);
  for (std::size_t row = 0; row < 20; ++row) {
    std::size_t image = 0;  // its first pixel tells which one it is
    while (image < count && dataset.train.features(row, 0) !=
                                static_cast<real>(sample.pixels[image * features] / 255.0)) {
      ++image;
    }
    REQUIRE(image < count);
    REQUIRE(dataset.train.labels[row] == sample.labels[image]);
    for (std::size_t j = 0; j < features; ++j) {
      REQUIRE(dataset.train.features(row, j) ==
              static_cast<real>(sample.pixels[image * features + j] / 255.0));
    }
  }
  sample.source.largest_pixel = 16;
  REQUIRE(sample.made("unit").train.features(3, 4) ==
          Approx(dataset.train.features(3, 4) * 255 / 16));
}

TEST_CASE("standardise: mean 0 and deviation 1 over all training pixels, the same map elsewhere") {
  const Sample sample;
  const Dataset unit = sample.made("unit"), standard = sample.made("standardise");
  const Moments before = moments(unit.train.features), after = moments(standard.train.features);
  REQUIRE(after.mean == Approx(0).margin(1e-6));
  REQUIRE(after.deviation == Approx(1));
  for (const Split Dataset::*part : {&Dataset::validation, &Dataset::test}) {
    for (std::size_t i = 0; i < 10 * features; ++i) {
      REQUIRE(static_cast<double>((standard.*part).features.data()[i]) ==
              Approx((static_cast<double>((unit.*part).features.data()[i]) - before.mean) /
                     before.deviation)
                  .margin(1e-5));
    }
  }
}

TEST_CASE("centre: each pixel's training mean is subtracted everywhere") {
  const Sample sample;
  const Dataset unit = sample.made("unit"), centred = sample.made("centre");
  for (std::size_t j = 0; j < features; ++j) {
    const double mean = mean_of_column(unit.train.features, j);
    REQUIRE(mean_of_column(centred.train.features, j) == Approx(0).margin(1e-6));
    for (std::size_t row = 0; row < 10; ++row) {
      REQUIRE(static_cast<double>(centred.test.features(row, j)) ==
              Approx(static_cast<double>(unit.test.features(row, j)) - mean).margin(1e-6));
    }
  }
}

TEST_CASE("images that are all alike are not divided by zero") {
  Sample sample;
  std::fill(sample.pixels.begin(), sample.pixels.end(), std::uint8_t{51});
  const Dataset dataset = sample.made("standardise");
  for (const real value : dataset.train.features) REQUIRE(value == Approx(0).margin(1e-7));
}

TEST_CASE("an unknown scale is refused") {
  REQUIRE(sentence<ConfigurationError>([] {
            normalized({member("name", "mnist"), member("scale", "standardize")});
          }) == "data.scale = 'standardize' is unknown; did you mean 'standardise'?");
}

}  // namespace regsweep::images_test
