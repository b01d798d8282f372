// The corpora of the fuzzers through their targets, in the ordinary build.
#include <algorithm>
#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "fuzz/targets.hpp"

namespace regsweep::replay_test {

std::vector<std::string> corpus_of(const std::string& name) {
  std::vector<std::filesystem::path> files;
  for (const auto& entry : std::filesystem::directory_iterator(
           std::filesystem::path(REGSWEEP_SOURCE_DIR) / "tests/fuzz/corpus" / name)) {
    files.push_back(entry.path());
  }
  std::sort(files.begin(), files.end());
  std::vector<std::string> corpus;
  for (const std::filesystem::path& file : files) {
    std::ifstream stream(file, std::ios::binary);
    corpus.emplace_back(std::istreambuf_iterator<char>(stream), std::istreambuf_iterator<char>());
  }
  return corpus;
}

const FuzzTarget& target(const std::string& name) {
  const auto& all = fuzz_targets();
  return *std::find_if(all.begin(), all.end(),
                       [&](const FuzzTarget& each) { return each.name == name; });
}

// Each file of the corpus whole, cut off and damaged, at up to `places` places.
void replay(const std::string& name, std::size_t places) {
  const std::vector<std::string> corpus = corpus_of(name);
  REQUIRE(corpus.size() >= 3);
  const auto read = target(name).read;
  for (const std::string& example : corpus) {
    REQUIRE_NOTHROW(read(example));
    const std::size_t stride = 1 + example.size() / places;
    for (std::size_t at = 0; at < example.size(); at += stride) {
      REQUIRE_NOTHROW(read(example.substr(0, at)));
      std::string damaged = example;
      damaged[at] = static_cast<char>(damaged[at] ^ 0x81);
      REQUIRE_NOTHROW(read(damaged));
    }
  }
}

TEST_CASE("sweep files of the fuzzer, whole and damaged, give plans or sentences") {
  replay("yaml", 20);
}
TEST_CASE("JSON of the fuzzer, whole and damaged, is read or refused") { replay("json", 50); }
TEST_CASE("IDX files of the fuzzer, whole and damaged, are read or refused") { replay("idx", 50); }
TEST_CASE("tables of the fuzzer, whole and damaged, are read or refused") { replay("csv", 50); }
TEST_CASE("texts of the fuzzer, whole and damaged, are read or refused") { replay("text", 50); }
TEST_CASE("words and tokens of the fuzzer, whole and damaged, are read or refused") {
  replay("tokens", 50);
}
TEST_CASE("arrays of the fuzzer, whole and damaged, are read or refused") { replay("arrays", 50); }
TEST_CASE("pictures of the fuzzer, whole and damaged, are read or refused") { replay("png", 50); }
TEST_CASE("numbers of examples of the fuzzer, whole and damaged, are read or refused") {
  replay("index", 50);
}
TEST_CASE("gzip files of the fuzzer, whole and damaged, are read or refused") {
  replay("gzip", 50);
}
TEST_CASE("trials and checkpoints of the fuzzer, whole and damaged, are read or refused") {
  replay("trial", 50);
}
TEST_CASE("foreign HDF5 content of the fuzzer, whole and damaged, is read or refused") {
  replay("hdf5", 50);
}
TEST_CASE("checkpoints of the fuzzer, whole and damaged, are used or refused") {
  replay("checkpoint", 20);
}

}  // namespace regsweep::replay_test
