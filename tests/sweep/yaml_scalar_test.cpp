// Plain scalars: number, flag, nothing or text.
#include "sweep/yaml_scalar.hpp"

#include <catch2/catch.hpp>

namespace regsweep::yaml_scalar_test {

Value meaning(const std::string& text) { return plain_scalar(text, {}); }

TEST_CASE("numbers as people and programs write them") {
  CHECK(meaning("5").integer() == 5);
  CHECK(meaning("-5").integer() == -5);
  CHECK(meaning("+5").integer() == 5);
  CHECK(meaning("0").integer() == 0);
  CHECK(meaning("9223372036854775807").integer() == 9223372036854775807);
  for (const auto& [text, number] : {std::pair("1e-4", 1e-4),
                                     {"1.5E+3", 1500.0},
                                     {".5", 0.5},
                                     {"5.", 5.0},
                                     {"-0.25", -0.25},
                                     {"1e5", 1e5}}) {
    INFO(text);
    CHECK_FALSE(meaning(text).is_integer());
    CHECK(meaning(text).number() == number);
  }
  CHECK(meaning("9223372036854775808").number() ==
        9223372036854775808.0);  // beyond an integer's reach
}

TEST_CASE("flags and nothing") {
  for (const char* text : {"true", "True", "TRUE"}) CHECK(meaning(text).flag());
  for (const char* text : {"false", "False", "FALSE"}) CHECK_FALSE(meaning(text).flag());
  for (const char* text : {"", "~", "null", "Null", "NULL"}) CHECK(meaning(text).is_null());
}

TEST_CASE("everything else is text") {
  for (const char* text : {"yes", "no", "on", "off", "y", "relu", "0x10", "1_000", "1e", "e5", ".",
                           "-", "1.2.3", "2024-01-01", "10%", "nan", "inf", "1 2"}) {
    INFO(text);
    CHECK(meaning(text).is_text());
    CHECK(meaning(text).text() == text);
  }
}

TEST_CASE("doubtful numbers are refused with the way to write them") {
  CHECK_THROWS_WITH(meaning("010"),
                    "010 begins with a needless 0, which some programs read as octal; write 10, or "
                    "'010' in quotes for text");
  CHECK_THROWS_WITH(meaning("-00.5"),
                    "-00.5 begins with a needless 0, which some programs read as octal; write "
                    "-0.5, or '-00.5' in quotes for text");
  CHECK_THROWS_WITH(meaning("00"),
                    "00 begins with a needless 0, which some programs read as octal; write 0, or "
                    "'00' in quotes for text");
  for (const char* text : {".nan", ".inf", "-.inf", "+.Inf"}) {
    CHECK_THROWS_WITH(
        meaning(text),
        std::string(text) +
            " is not a finite number, and no setting can be one; give a finite number");
  }
  for (const char* text : {"1e999", "-1e999", "1e-999"}) {
    CHECK_THROWS_WITH(meaning(text), std::string(text) +
                                         " is beyond the numbers that a computer holds (about "
                                         "1e-308 to 1e308); give a nearer one");
  }
}

}  // namespace regsweep::yaml_scalar_test
