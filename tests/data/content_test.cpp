// The name of a content: a SHA-256 that any other program gives too, whatever the file's name and
// packing.
#include "data/content.hpp"

#include "data/sha256.hpp"
#include "temporary_files.hpp"

namespace regsweep::content_test {

using namespace testing;

// Longer than a piece, and not of one letter: pieces that are lost or doubled would show.
std::string long_text() {
  std::string text;
  for (int i = 0; text.size() < 3'000'017; ++i) text += std::to_string(i * 7919) + ",";
  return text;
}

TEST_CASE("a content is named by the SHA-256 of its bytes, with their number") {
  const TemporaryFolder folder;
  REQUIRE(
      content_of_file(folder.write("abc", "abc")) ==
      FileContent{"sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad", 3});
  REQUIRE(
      content_of_file(folder.write("none", "")) ==
      FileContent{"sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855", 0});
  REQUIRE(content_of_file(folder.write("long", long_text())) ==
          FileContent{content_name(sha256(long_text())),
                      static_cast<std::int64_t>(long_text().size())});
}

TEST_CASE("packed, renamed and in several members it is the same content; edited it is another") {
  const TemporaryFolder folder;
  const std::string text = long_text();
  const FileContent plain = content_of_file(folder.write("data.csv", text));
  REQUIRE(content_of_file(folder.write("data.csv.gz", gzip_of(text))) == plain);
  REQUIRE(content_of_file(folder.write("other name", text)) == plain);
  REQUIRE(content_of_file(folder.write("members.gz", gzip_of(text.substr(0, 1'234'567)) +
                                                         gzip_of(text.substr(1'234'567)))) ==
          plain);
  std::string edited = text;
  edited[2'000'000] = edited[2'000'000] == '1' ? '2' : '1';
  REQUIRE_FALSE(content_of_file(folder.write("data.csv", edited)) == plain);
}

TEST_CASE("a file that cannot be read whole has no content") {
  const TemporaryFolder folder;
  REQUIRE_THROWS_AS(content_of_file(folder / "absent"), DataError);
  REQUIRE_THROWS_AS(content_of_file(folder.path()), DataError);
  const std::string packed = gzip_of(long_text());
  for (const std::size_t length : {packed.size() / 3, packed.size() - 4}) {
    const std::string path = folder.write("cut.gz", packed.substr(0, length));
    REQUIRE(sentence<DataError>([&] { content_of_file(path); }).find("damaged gzip") !=
            std::string::npos);
  }
}

TEST_CASE("names of contents are told from paths") {
  REQUIRE(is_content(content_name(sha256(""))));
  for (const std::string& text : {std::string("sha256:abc"), std::string("data.csv"),
                                  "sha256:" + std::string(64, 'G'), std::string()}) {
    REQUIRE_FALSE(is_content(text));
  }
  const std::string name = content_name(sha256("abc"));
  REQUIRE(content_part(name + ":images") == name);
  REQUIRE(content_part(name) == name);
  REQUIRE(content_part("a:b") == "a:b");
  REQUIRE(shown_content(content_name(sha256("abc"))) == "sha256 ba7816bf8f01...");
}

TEST_CASE("a folder is the places and contents of its files") {
  const FileContent a{content_name(sha256("a")), 1}, b{content_name(sha256("bc")), 2};
  const FileContent folder = content_of_folder({{"x/1", a}, {"x/2", b}});
  REQUIRE(folder.bytes == 3);
  REQUIRE(folder.name == content_name(sha256(sha256("a") + "  x/1\n" + sha256("bc") + "  x/2\n")));
  REQUIRE_FALSE(content_of_folder({{"x/1", b}, {"x/2", a}}) == folder);
}

}  // namespace regsweep::content_test
