// Digits (UCI optical recognition of handwritten digits, test part; Alpaydin, Kaynak 1998), as
// scikit-learn ships it: one line per image, 64 pixels 0 .. 16, then the digit. No test part: it is
// drawn.
#include <fmt/format.h>

#include "core/error.hpp"
#include "data/csv_file.hpp"
#include "data/images.hpp"
#include "data/restrict.hpp"

namespace regsweep {
namespace {

constexpr std::int64_t digit_count = 1797, pixels = 64;
constexpr int largest_pixel = 16;
constexpr ImageShape digit_shape{8, 8};

Dataset load_digits(const Value& normalized, const Origin& origin) {
  const Table table(read_known_file("digits", origin, 0), CsvFormat{",", Header::no}, "digits.csv");
  RS_CHECK(table.rows() == digit_count && table.columns() == pixels + 1,
           "digits.csv has its checksum but not its shape");
  using ByteRows = xt::xtensor<std::uint8_t, 2>;
  ByteRows images = ByteRows::from_shape({digit_count, pixels});
  std::vector<std::uint8_t> labels;
  for (std::int64_t pixel = 0; pixel < pixels; ++pixel) {
    const std::vector<double> values = table.numbers(pixel);
    for (std::int64_t row = 0; row < digit_count; ++row) {
      images(row, pixel) = static_cast<std::uint8_t>(values[static_cast<std::size_t>(row)]);
    }
  }
  for (const double label : table.numbers(pixels)) {
    labels.push_back(static_cast<std::uint8_t>(label));
  }

  ImageSource source;
  source.name = "digits";
  source.shape = digit_shape;
  source.train = {images, labels};
  source.largest_pixel = largest_pixel;
  source.class_names = {"0", "1", "2", "3", "4", "5", "6", "7", "8", "9"};
  return make_image_dataset(normalized, source);
}

}  // namespace

DatasetEntry dataset_entry_digits() {
  DatasetEntry entry;
  entry.name = "digits";
  entry.kind = "images";
  entry.summary = "Handwritten digits, 8x8 grey, small enough for a first try";
  entry.size = "1,797, 8x8, 10 classes";
  entry.source = "apt python3-sklearn";
  entry.licence = "BSD-3";
  entry.origin.files = {{"digits.csv",
                         "6ebb3d2fee246a4e99363262ddf8a00a3c41bee6014c373ed9d9216ba7f651b8", 264712,
                         ""}};
  entry.origin.system_folders = {"/usr/lib/python3/dist-packages/sklearn/datasets/data"};
  entry.origin.packages = {{Package::Client::apt, "python3-sklearn",
                            "usr/lib/python3/dist-packages/sklearn/datasets/data"}};
  entry.schema = image_fields(entry.name, entry.summary).schema();
  entry.load = [origin = entry.origin](const Value& normalized) {
    return load_digits(normalized, origin);
  };
  entry.facts = [](const Value& normalized) {
    return restricted_facts(normalized, {"digits", Task::classification, digit_count, 0},
                            image_features(normalized, digit_shape, "digits"), 10);
  };
  return entry;
}

}  // namespace regsweep
