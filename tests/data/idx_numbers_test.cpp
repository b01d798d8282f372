// IDX of other types than bytes, through the data set `arrays`.
#include "data/idx_numbers.hpp"

#include "temporary_files.hpp"

namespace regsweep::idx_numbers_test {

using namespace testing;

std::string idx(int type, const std::vector<int>& shape, const std::string& values) {
  std::string out = idx_of({shape.begin(), shape.end()}, values);
  out[2] = static_cast<char>(type);
  return out;
}

std::vector<double> read(const std::string& content) {
  const NumberArray array = parse_idx_numbers(content, "x");
  std::vector<double> numbers;
  for (std::int64_t i = 0; i < array.items() * array.item_size(); ++i) {
    numbers.push_back(array.number(i));
  }
  return numbers;
}

TEST_CASE("IDX holds integers and floats of any width, big-endian") {
  REQUIRE(read(idx(9, {2}, std::string("\xff\x01", 2))) == std::vector<double>{-1, 1});
  REQUIRE(read(idx(11, {1}, std::string("\xff\xfe", 2))) == std::vector<double>{-2});
  REQUIRE(read(idx(12, {1}, std::string("\0\1\0\0", 4))) == std::vector<double>{65536});
  REQUIRE(read(idx(13, {1, 2}, std::string("\x3f\x80\0\0\xc0\0\0\0", 8))) ==
          std::vector<double>{1, -2});
  REQUIRE(read(idx(14, {1}, std::string("\x3f\xe0\0\0\0\0\0\0", 8))) == std::vector<double>{0.5});
  REQUIRE(read(idx(8, {1, 1, 1, 1, 2}, "\7\x09")) == std::vector<double>{7, 9});
}

TEST_CASE("a file that is not as long as its header says is refused") {
  for (const std::string& content :
       {idx(12, {2}, "1234567"), idx(12, {2}, "123456789"), idx(13, {0}, ""),
        std::string("\0\0\x0d\3\0\0", 6), idx(14, {1 << 30, 1 << 30, 1 << 30}, "x")}) {
    REQUIRE(is_idx_numbers(content));
    REQUIRE(sentence<DataError>([&] { read(content); }).find("is not what its header announces") !=
            std::string::npos);
  }
  REQUIRE_FALSE(is_idx_numbers(std::string("\0\0\x0a\1", 4)));
}

TEST_CASE("images of floats and labels of 32 bits are arrays") {
  const TemporaryFolder folder;
  std::string pixels;
  std::string labels;
  for (int i = 0; i < 12; ++i) {
    pixels += std::string("\x3f\x80\0\0", 4) + std::string("\0\0\0\0", 4) +
              (i % 2 == 0 ? std::string("\x40\0\0\0", 4) : std::string("\x40\x40\0\0", 4));
    labels += std::string("\0\0\0", 3) + static_cast<char>(i % 2);
  }
  const Map given{member("name", "arrays"),
                  member("features", folder.write("x-idx3", idx(13, {12, 1, 3}, pixels))),
                  member("targets", folder.write("y-idx1", idx(12, {12}, labels))),
                  member("scale", "none")};
  const Dataset data = load(given);
  require_facts(given, data);
  REQUIRE(data.features == 3);
  for (std::size_t i = 0; i < 9; ++i) {
    REQUIRE(data.train.features(i, 2) == (data.train.labels[i] == 0 ? 2 : 3));
  }
}

}  // namespace regsweep::idx_numbers_test
