// Names of variants and values of axes: what cannot stand in a table is refused where it is
// written.
#include "sweep/names.hpp"

#include <catch2/catch.hpp>

#include "fake_grammar.hpp"

namespace regsweep::names_test {

TEST_CASE("any name in one line without outer blanks is a name") {
  for (const char* name : {"none", "lr=1e-1, 50% & drop_out #1 {x} \\y ~ ^2 $z$", "λ ≤ 2 → α",
                           "<script>alert(1)</script>", "漢字", "a b", "5 %", "'quoted'"}) {
    INFO(name);
    CHECK(name_fault(name).empty());
  }
}

TEST_CASE("control characters and outer blanks are found wherever they stand") {
  CHECK(name_fault("two\nlines") == "has a control character (U+000A)");
  CHECK(name_fault("tab\t") == "has a control character (U+0009)");
  CHECK(name_fault("\x7F") == "has a control character (U+007F)");
  CHECK(name_fault("next\xC2\x85line") == "has a control character (U+0085)");
  CHECK(name_fault("a\xE2\x80\xA8z") == "has a control character (U+2028)");
  CHECK(name_fault(std::string("nul\0", 4)) == "has a control character (U+0000)");
  CHECK(name_fault(" a") == "begins with a blank");
  CHECK(name_fault("a ") == "ends with a blank");
  CHECK(name_fault("a\xC2\xA0") == "ends with a blank");
  CHECK(name_fault("\xE3\x80\x80z") == "begins with a blank");
  CHECK(name_fault(" ") == "begins with a blank");
  CHECK(name_fault("") == "is empty");
  CHECK(name_fault("\xFF") == "is no UTF-8 text");
}

TEST_CASE("a sweep with such a name is refused at its place") {
  CHECK_THROWS_WITH(
      fake::plan("axes: {variants: {none: {}, \"two\\nlines\": {data.train: 5}}}\nseeds: 1\n"),
      "s.yaml:3:29: the variant 'two<U+000A>lines' has a control character (U+000A); its name "
      "stands in tables and figures: write it in one line, without outer blanks");
  CHECK_THROWS_WITH(fake::plan("axes: {data.name: [moons, ' moons']}\nseeds: 1\n"),
                    "s.yaml:3:27: the axis data.name has the value ' moons', which begins with a "
                    "blank; values name variants: change it, or give it a name of its own, "
                    "variants: {<name>: {data.name: ...}}");
  CHECK_THROWS_WITH(fake::plan("axes: {data: [{name: \"a\\tb\"}]}\nseeds: 1\n"),
                    Catch::Contains("the value 'a<U+0009>b', which has a control character"));
  CHECK_NOTHROW(
      fake::plan("axes: {variants: {tab: {data.name: \"a\\tb\"}, λ ≤ 2 → α: {}}}\nseeds: 1\n"));
}

}  // namespace regsweep::names_test
