// Files of numbers of examples: as numpy.savetxt and people write them, and what they must not be.
#include "data/index_file.hpp"

#include "temporary_files.hpp"

namespace regsweep::index_file_test {

using namespace testing;

const TemporaryFolder& folder() {
  static const TemporaryFolder made;
  return made;
}

std::vector<std::int64_t> read(const std::string& content) {
  return read_index_file(folder().write("index.txt", content), 50);
}

std::string refused(const std::string& content) {
  const std::string said = sentence<DataError>([&] { read(content); });
  const std::string path = folder() / "index.txt";
  return said.starts_with(path) ? said.substr(path.size()) : said;
}

TEST_CASE("numbers may be written in any of the usual ways") {
  REQUIRE(read("3\n1\n49\n") == std::vector<std::int64_t>{3, 1, 49});
  REQUIRE(read("4.600000000000000000e+01\r\n0.000000000000000000e+00\r\n") ==
          std::vector<std::int64_t>{46, 0});
  REQUIRE(read("  3, 1;2\t4") == std::vector<std::int64_t>{3, 1, 2, 4});
}

TEST_CASE("what is no number of an example is refused with its line") {
  REQUIRE(refused("3\n50\n") ==
          ":2: '50' is not the number of an example, from 0 to 49; give numbers of the rows of the "
          "training part");
  REQUIRE(refused("1 2\n3 -1") ==
          ":2: '-1' is not the number of an example, from 0 to 49; give "
          "numbers of the rows of the training part");
  REQUIRE(refused("1.5").starts_with(":1: '1.5' is not the number"));
  REQUIRE(refused("row").starts_with(":1: 'row' is not the number"));
  REQUIRE(refused("7\n8\n7\n") == ":3: example 7 is named twice; name each once");
  REQUIRE(refused(" \n") == " names no example; give the numbers of some, from 0");
  REQUIRE(refused("PK\x03\x04 1 2").find("zip archive") != std::string::npos);
}

}  // namespace regsweep::index_file_test
