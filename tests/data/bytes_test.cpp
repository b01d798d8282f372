// Reading bytes: plain and gzip give the same; damage of any kind is one sentence.
#include "data/bytes.hpp"

#include "temporary_files.hpp"

namespace regsweep::bytes_test {

using namespace testing;

std::string sample() {
  std::string text;
  for (int i = 0; i < 300; ++i) text += "line " + std::to_string(i * i) + "\n";
  return text;
}

TEST_CASE("plain and gzip files have the same content, whatever their names") {
  const TemporaryFolder folder;
  REQUIRE(read_bytes(folder.write("plain.gz", sample())) == sample());
  REQUIRE(read_bytes(folder.write("packed", gzip_of(sample()))) == sample());
  REQUIRE(read_bytes(folder.write("members", gzip_of("one ") + gzip_of("") + gzip_of("two"))) ==
          "one two");
  REQUIRE(read_bytes(folder.write("nothing", "")).empty());
  REQUIRE(read_bytes(folder.write("packed nothing", gzip_of(""))).empty());
  const std::string large(3'000'000, 'x');  // compresses nearly 1000 times
  REQUIRE(read_bytes(folder.write("large", gzip_of(large))) == large);
}

TEST_CASE("a mapped file has the content of the one that is read, also after pages left memory") {
  const TemporaryFolder folder;
  std::string large;
  for (int i = 0; i < 30'000; ++i) large += std::to_string(i) + "\n";
  const FileBytes mapped = map_bytes(folder.write("plain", large));
  REQUIRE(mapped.view() == large);
  mapped.let_go(5, large.size());
  REQUIRE(mapped.view() == large);
  const FileBytes inflated = map_bytes(folder.write("packed", gzip_of(large)));
  const FileBytes copy = inflated;
  inflated.let_go(0, large.size());
  REQUIRE(copy.view() == large);
  REQUIRE(map_bytes(folder.write("nothing", "")).view().empty());
  REQUIRE(FileBytes().view().empty());
  REQUIRE(sentence<DataError>([&] { map_bytes(folder / "absent"); }).find("cannot open") == 0);
  REQUIRE_THROWS_AS(map_bytes(folder.path()), DataError);
}

TEST_CASE("pieces, one after the other, are the whole") {
  const TemporaryFolder folder;
  std::string large;
  for (int i = 0; i < 60'000; ++i) large += "number " + std::to_string(i * i) + "\n";
  for (const std::string& path :
       {folder.write("plain", large), folder.write("packed", gzip_of(large)),
        folder.write("members", gzip_of(large.substr(0, 1000)) + gzip_of(large.substr(1000)))}) {
    std::string joined;
    int pieces = 0;
    read_pieces(path, [&](std::string_view piece) {
      joined += piece;
      ++pieces;
    });
    REQUIRE(joined == large);
    REQUIRE(pieces > 1);
  }
  const std::string cut = folder.write("cut", gzip_of(large).substr(0, 5000));
  REQUIRE_THROWS_AS(read_pieces(cut, [](std::string_view) {}), DataError);
}

TEST_CASE("the first bytes are those of the uncompressed content") {
  const TemporaryFolder folder;
  const std::string plain = folder.write("plain", sample()),
                    packed = folder.write("packed", gzip_of(sample()));
  for (const std::string& path : {plain, packed}) {
    REQUIRE(read_first_bytes(path, 0).empty());
    REQUIRE(read_first_bytes(path, 20) == sample().substr(0, 20));
    REQUIRE(read_first_bytes(path, 1'000'000) == sample());
  }
}

TEST_CASE("a gzip file cut anywhere is an error") {
  const TemporaryFolder folder;
  const std::string packed = gzip_of(sample());
  for (std::size_t length = 2; length < packed.size(); ++length) {
    const std::string path = folder.write("cut", packed.substr(0, length));
    INFO(length << " of " << packed.size() << " bytes");
    REQUIRE(sentence<DataError>([&] { read_bytes(path); }) ==
            path + " is a damaged gzip file: it ends in the middle; fetch it anew");
  }
}

TEST_CASE("a gzip file with any bit flipped is an error or still the same content") {
  const TemporaryFolder folder;
  const std::string packed = gzip_of(sample());
  int unharmed = 0;
  for (std::size_t at = 2; at < packed.size(); ++at) {
    for (int bit = 0; bit < 8; ++bit) {
      std::string damaged = packed;
      damaged[at] = static_cast<char>(damaged[at] ^ (1 << bit));
      const std::string path = folder.write("damaged", damaged);
      INFO("byte " << at << ", bit " << bit);
      std::optional<std::string> content;
      try {
        content = read_bytes(path);
      } catch (const DataError&) {
      }
      if (content) REQUIRE(*content == sample());
      unharmed +=
          content && at >= 10;  // time, flags and system in the header are not part of the content
    }
  }
  REQUIRE(unharmed < 8);  // nor are the bits that fill up the last byte
}

TEST_CASE("errors name the file and the remedy") {
  const TemporaryFolder folder;
  const std::string trailing = folder.write("trailing.gz", gzip_of("content") + "garbage");
  REQUIRE(sentence<DataError>([&] { read_bytes(trailing); }) ==
          trailing + " is a damaged gzip file: incorrect header check; fetch it anew");
  const std::string absent = folder / "absent";
  REQUIRE(sentence<DataError>([&] { read_bytes(absent); }) ==
          "cannot open the data file " + absent +
              ": No such file or directory; check the path and its permissions");
  const std::string itself = folder.path().string();
  REQUIRE(sentence<DataError>([&] { read_bytes(itself); }) ==
          itself + " is not a regular file; give the path of a data file");
  const std::string large = folder.write("large", gzip_of(std::string(5000, 'x')));
  REQUIRE(sentence<DataError>([&] { read_bytes(large, 1000); }) ==
          large + " holds more than the 1,000 bytes that belong there; give another file");
  REQUIRE(read_bytes(large, 5000).size() == 5000);
}

}  // namespace regsweep::bytes_test
