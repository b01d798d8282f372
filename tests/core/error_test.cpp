// Errors: places, excerpts, exit codes.
#include "core/error.hpp"

#include <catch2/catch.hpp>

namespace regsweep::error_test {

Location at(int line, int column, std::vector<std::string> lines = {"first", "  second: 5"}) {
  return {std::make_shared<const SourceText>(SourceText{"f.yaml", std::move(lines)}), line, column};
}

TEST_CASE("a place says file, line and column, and shows its line with a caret") {
  CHECK(at(2, 3).text() == "f.yaml:2:3");
  CHECK(at(2, 3).excerpt() == "    second: 5\n    ^");
  CHECK(at(3, 1).excerpt().empty());  // beyond the text
  CHECK(Location{}.text().empty());
  CHECK(Location{}.excerpt().empty());
}

TEST_CASE("the excerpt of a long line is the part around the place") {
  const std::string line = std::string(200, 'a') + "X" + std::string(200, 'b');
  const std::string excerpt = at(1, 201, {line}).excerpt();
  const std::size_t end = excerpt.find('\n');
  CHECK(end <= 122);
  CHECK(excerpt[excerpt.size() - 1 - end - 1] == 'X');  // the caret stands below it
  CHECK(excerpt.back() == '^');
}

TEST_CASE("the caret stands below its character, also behind characters of several bytes") {
  CHECK(at(1, 6, {"größe: x"}).excerpt() == "  größe: x\n       ^");
  std::string line;
  for (int i = 0; i < 200; ++i) line += "ä";
  const std::string excerpt =
      at(1, 151, {line + "X" + line}).excerpt();  // characters 90 to 209: 60 before the caret
  CHECK(excerpt.substr(excerpt.find('\n')) == "\n  " + std::string(60, ' ') + "^");
  CHECK(excerpt.find('X') == 2 + 2 * 110);
}

TEST_CASE("foreign text in a sentence is shown, not obeyed, and not at any length") {
  CHECK(ConfigurationError(at(1, 1), "'a\nb\x1B' is unknown").what() ==
        std::string("f.yaml:1:1: 'a<U+000A>b<U+001B>' is unknown"));
  const std::string longest =
      ConfigurationError(at(1, 1), "'" + std::string(100'000, 'x') + "' is unknown; write y")
          .what();
  CHECK(longest.size() == 1000);
  CHECK(longest.substr(0, 14) == "f.yaml:1:1: 'x");
  CHECK(longest.substr(longest.size() - 21) == "' is unknown; write y");
  CHECK(StorageError("a\x1B[2J\xFF.h5 is gone").what() ==
        std::string("a<U+001B>[2J<0xFF>.h5 is gone"));
  CHECK(DataError("a\tb").what() == std::string("a<U+0009>b"));
  CHECK(std::string(LaunchError(std::string(100'000, 'x') + " is no program").what()).size() ==
        1000);
}

TEST_CASE("configuration errors carry their place; more can be said later") {
  const ConfigurationError error(at(2, 3), "rate is wrong");
  CHECK(error.what() == std::string("f.yaml:2:3: rate is wrong"));
  CHECK(error.excerpt() == "    second: 5\n    ^");
  CHECK(ConfigurationError(Location{}, "no place").what() == std::string("no place"));
  const ConfigurationError longer(error, " (there)");
  CHECK(longer.what() == std::string("f.yaml:2:3: rate is wrong (there)"));
  CHECK(longer.excerpt() == error.excerpt());
}

TEST_CASE("each kind of error has its exit code") {
  CHECK(static_cast<int>(ConfigurationError("x").code()) == 2);
  CHECK(static_cast<int>(DataError("x").code()) == 3);
  CHECK(static_cast<int>(StorageError("x").code()) == 4);
  CHECK(static_cast<int>(LaunchError("x").code()) == 5);
}

TEST_CASE("broken promises name condition and place, also in a Release build") {
  CHECK_NOTHROW([] { RS_CHECK(1 + 1 == 2, "arithmetic"); }());
  CHECK_THROWS_AS([] { RS_CHECK(1 + 1 == 3, "arithmetic"); }(), ContractError);
  CHECK_THROWS_WITH(
      [] { RS_CHECK(1 + 1 == 3, "arithmetic"); }(),
      Catch::Contains("error_test.cpp") && Catch::Contains("arithmetic (violated: 1 + 1 == 3)"));
}

}  // namespace regsweep::error_test
