// Text before YAML: UTF-8, NUL, tabs, lines.
#include "sweep/yaml_text.hpp"

#include <fmt/format.h>

#include <catch2/catch.hpp>

namespace regsweep::yaml_text_test {

std::string refusal(const std::string& text) {
  try {
    check_text(text, source_of(text, "f"));
  } catch (const ConfigurationError& error) {
    return error.what();
  }
  return "";
}

TEST_CASE("UTF-8 of every length passes") {
  CHECK(refusal("") == "");
  CHECK(refusal("a \xC2\x80 \xDF\xBF \xE0\xA0\x80 \xED\x9F\xBF \xEF\xBF\xBF \xF0\x90\x80\x80 "
                "\xF4\x8F\xBF\xBF\n") == "");
}

TEST_CASE(
    "what is not UTF-8 is told with its first byte: cut off, overlong, surrogates, too large") {
  for (const std::string bytes :
       {"\x80", "\xC1\x81", "\xC3", "\xC3(", "\xE0\x80\x80", "\xED\xA0\x80", "\xF0\x80\x80\x80",
        "\xF4\x90\x80\x80", "\xFF", "\xE2\x82"}) {
    INFO(bytes.size());
    CHECK(refusal("ab\n x" + bytes) ==
          fmt::format("f:2:3: the byte 0x{:02X} is not UTF-8 text; save the file as UTF-8",
                      static_cast<unsigned char>(bytes[0])));
  }
}

TEST_CASE("a NUL byte is told at its place, and the excerpt can be printed") {
  const std::string text("a: b\0c\n", 7);
  CHECK(refusal(text) ==
        "f:1:5: a NUL byte stands in the text; this is not a text file, or it is damaged: give a "
        "YAML file");
  CHECK(source_of(text, "f")->lines[0] == "a: b?c");
  CHECK(source_of("a\x1b[31m\xFFz", "f")->lines[0] == "a?[31m?z");
}

TEST_CASE("tabs are refused only where they would be indentation") {
  const std::string sentence =
      "a tab stands in the indentation, where YAML allows only blanks; replace it by blanks";
  CHECK(refusal("a:\n\tb: 1\n") == "f:2:1: " + sentence);
  CHECK(refusal("a:\n  \tb: 1\n") == "f:2:3: " + sentence);
  CHECK(refusal("a: 1\t# comment\nb: \"\tx\"\n") == "");
}

TEST_CASE("columns count characters, lines forget their ends") {
  const auto source = source_of("one\r\n\xC3\xA9\xC3\xA9x\n", "f");
  CHECK(source->lines == std::vector<std::string>{"one", "\xC3\xA9\xC3\xA9x", ""});
  Places places(source);
  CHECK(places.at(1, 4).text() == "f:2:3");
  CHECK(places.at(1, 1).text() == "f:2:2");   // backwards too
  CHECK(places.at(9, 4).text() == "f:10:5");  // beyond the text: as given
}

}  // namespace regsweep::yaml_text_test
