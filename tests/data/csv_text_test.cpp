// Bytes of tables as texts: marks, encodings, what is no text.
#include "data/csv_text.hpp"

#include "temporary_files.hpp"

namespace regsweep::csv_text_test {

using namespace testing;

TEST_CASE("a byte order mark is no part of the text, and lines are counted however they end") {
  REQUIRE(csv_text(FileBytes("\xef\xbb\xbfx,y\n1,2\n"), "t").text == "x,y\n1,2\n");
  for (const std::string text : {"a\nb\nc", "a\r\nb\r\nc", "a\rb\rc"}) {
    REQUIRE(csv_text(FileBytes(text), "t").lines == 3);
  }
}

TEST_CASE("what is not UTF-8 is Windows-1252") {
  const CsvText latin = csv_text(FileBytes("caf\xE9,\x80\n"), "t");
  REQUIRE(latin.converted);
  REQUIRE(latin.text == "caf\u00e9,\u20ac\n");
  REQUIRE_FALSE(csv_text(FileBytes("caf\u00e9\n"), "t").converted);
  REQUIRE(csv_text(FileBytes("caf\xC3"), "t").text == "caf\u00c3");
}

TEST_CASE("characters of a text of several pieces are whole, wherever the pieces end") {
  const TemporaryFolder folder;
  for (std::size_t before = 0; before < 4; ++before) {
    // Behind an odd number of bytes the border of two pieces cuts a character of four.
    std::string text(before, 'x');
    while (text.size() < csv_piece_bytes + 8) text += "\U0001F600";
    const CsvText whole = csv_text(map_bytes(folder.write("faces.csv", text)), "t");
    REQUIRE_FALSE(whole.converted);
    REQUIRE(whole.text == text);
  }
}

TEST_CASE("a NUL byte is refused with its line") {
  REQUIRE(sentence<DataError>([] { csv_text(FileBytes(std::string("1\n2\n\0", 5)), "t"); }) ==
          "t:3: a NUL byte, which no table of text has; give the file as text (UTF-8)");
}

}  // namespace regsweep::csv_text_test
