// Terminal: colours only where allowed, widths in characters, tables that align.
#include "execution/display/terminal.hpp"

#include <catch2/catch.hpp>

namespace regsweep::terminal_test {

TEST_CASE("colours appear only on terminals that want them") {
  Terminal plain, coloured;
  coloured.colour = true;
  REQUIRE(plain.bold("x") == "x");
  REQUIRE(coloured.bold("x") == "\033[1mx\033[0m");
  REQUIRE(shown_width(coloured.red("four")) == 4);
  REQUIRE(shown_width("a" + coloured.red("\xc3\xa4") + "b" + coloured.bold("c") + "d") == 5);
  REQUIRE(shown_width("cut off \033[3") == 8);
}

TEST_CASE("text is fitted by characters, not bytes") {
  REQUIRE(fitted("abc", 5) == "abc  ");
  REQUIRE(fitted("abcdef", 5) == "abc..");
  REQUIRE(fitted("\xc3\xa4\xc3\xb6\xc3\xbc", 3) == "\xc3\xa4\xc3\xb6\xc3\xbc");
  REQUIRE(fitted("\xc3\xa4\xc3\xb6\xc3\xbc\xc3\xa4", 3) == "\xc3\xa4..");
  REQUIRE(fitted("abc", 1) == ".");
  REQUIRE(fitted("abc", 0).empty());
}

TEST_CASE("tables put numbers to the right and text to the left") {
  REQUIRE(
      table_text({{"variant", "error"}, {"plain", "0.5"}, {"a longer one", "10.25"}}, Terminal{}) ==
      "variant       error\nplain           0.5\na longer one  10.25\n");
}

TEST_CASE("a file is no terminal") {
  const Terminal terminal = terminal_of(-1);
  REQUIRE_FALSE(terminal.interactive);
  REQUIRE_FALSE(terminal.colour);
  REQUIRE(terminal.width > 0);
}

}  // namespace regsweep::terminal_test
