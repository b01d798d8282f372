// UTF-8 in messages: what is text, what a terminal shows, what is cut.
#include "core/utf8.hpp"

#include <catch2/catch.hpp>

namespace regsweep::utf8_test {

TEST_CASE("a character has one to four bytes, and none when it is no UTF-8") {
  CHECK(character_length("a", 0) == 1);
  CHECK(character_length("ä€𝄞", 0) == 2);
  CHECK(character_length("ä€𝄞", 2) == 3);
  CHECK(character_length("ä€𝄞", 5) == 4);
  CHECK(character_length("ä", 1) == 0);             // the second half of one
  CHECK(character_length("\xE4", 0) == 0);          // cut off
  CHECK(character_length("\xC0\x80", 0) == 0);      // overlong
  CHECK(character_length("\xED\xA0\x80", 0) == 0);  // half a surrogate pair
  CHECK(character_length("\xF4\x90\x80\x80", 0) == 0);
}

TEST_CASE("characters come back from their bytes") {
  for (const char32_t each : {U'\0', U'a', U'\x7F', U'\x80', U'ä', U'\x7FF', U'\x800', U'€',
                              U'\xFFFF', U'\x10000', U'𝄞', U'\x10FFFF'}) {
    const std::string bytes = "-" + utf8_text(each) + "-";
    const CodePoint back = code_point_at(bytes, 1);
    CHECK(back.value == each);
    CHECK(back.bytes == bytes.size() - 2);
  }
  CHECK(code_point_at("\xE4", 0).bytes == 0);
}

TEST_CASE("the first byte of a character is told from those that continue it") {
  std::string first;
  for (const char byte : std::string("aä€𝄞")) first += begins_character(byte) ? '1' : '0';
  CHECK(first == "1101001000");
}

TEST_CASE("what a terminal would obey or not show is spelt out") {
  CHECK(visible("größer – 𝄞 'x'") == "größer – 𝄞 'x'");
  CHECK(visible("a\nb\t\x1B[31m\x7F") == "a<U+000A>b<U+0009><U+001B>[31m<U+007F>");
  CHECK(visible(std::string_view("a\0b", 3)) == "a<U+0000>b");
  CHECK(visible("\uFEFFbase\u200B\u00A0") == "<U+FEFF>base<U+200B><U+00A0>");
  CHECK(visible("\u202Eedoc") == "<U+202E>edoc");
  CHECK(visible("caf\xE9!") == "caf<0xE9>!");
}

TEST_CASE("a long text keeps its beginning and its end, and whole characters") {
  CHECK(shortened("short", 20) == "short");
  CHECK(shortened("abcdefghijklmnopqrstuvwxyz", 20) == "abcdefghij ... vwxyz");
  CHECK(shortened("ääääääääääääää", 20) == "äääää ... ää");
  CHECK(shortened(std::string(1000, 'x'), 300).size() == 300);
}

TEST_CASE("a part of a text is counted in characters") {
  CHECK(characters("aäbö", 1, 2) == "äb");
  CHECK(characters("aäbö", 2, 9) == "bö");
  CHECK(characters("aäbö", 4, 1).empty());
  CHECK(characters("aäbö", 0, 0).empty());
}

}  // namespace regsweep::utf8_test
