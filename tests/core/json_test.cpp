// JSON: what is written, and that it reads back.
#include "core/json.hpp"

#include <catch2/catch.hpp>
#include <limits>

#include "core/error.hpp"

namespace regsweep::json_test {

Value example() {
  return Value(Map{{"a", Value(List{Value(1), Value(2.0), Value(0.1), Value(true), Value()}), {}},
                   {"b", Value(Map{{"c", Value("x"), {}}}), {}},
                   {"d", Value(List{}), {}},
                   {"e", Value(Map{}), {}}});
}

TEST_CASE("one line without blanks, or indented lines") {
  CHECK(to_json(example(), JsonForm::one_line) ==
        R"({"a":[1,2.0,0.1,true,null],"b":{"c":"x"},"d":[],"e":{}})");
  CHECK(to_json(Value(Map{{"a", Value(List{Value(1), Value(2)}), {}}, {"e", Value(Map{}), {}}}),
                JsonForm::lines) == "{\n  \"a\": [\n    1,\n    2\n  ],\n  \"e\": {}\n}");
}

TEST_CASE("integers stay integers and numbers stay numbers, bit for bit") {
  const Value back = from_json(to_json(example(), JsonForm::one_line), "x");
  CHECK(back == example());
  CHECK(back.at("a").list()[0].is_integer());
  CHECK_FALSE(back.at("a").list()[1].is_integer());
  for (const double number : {0.1 + 0.2, 1e-300, 5e-324, 1e22, 123456789012345680.0, -0.5}) {
    CHECK(from_json(to_json(Value(number)), "x").number() == number);
  }
  CHECK(from_json(to_json(Value(std::int64_t{-9007199254740993})), "x").integer() ==
        -9007199254740993);
}

TEST_CASE("text is escaped; bytes that are not UTF-8 are replaced, not passed on") {
  const std::string text = "quote \" backslash \\ line\n tab\t bell\x07 caf\xC3\xA9";
  CHECK(from_json(to_json(Value(text)), "x").text() == text);
  CHECK(to_json(Value("a\"b\\c\n")) == R"("a\"b\\c\n")");
  CHECK(to_json(Value(std::string("a\xFF"))) == "\"a\xEF\xBF\xBD\"");
  CHECK(to_json(Value(Map{{"k\"", Value(1), {}}}), JsonForm::one_line) == R"({"k\"":1})");
}

TEST_CASE("what JSON cannot say becomes null") {
  CHECK(to_json(Value(std::numeric_limits<double>::quiet_NaN())) == "null");
  CHECK(to_json(Value(-std::numeric_limits<double>::infinity())) == "null");
}

TEST_CASE("order of members survives") {
  CHECK(from_json(R"({"z":1,"a":2})", "x").keys() == std::vector<std::string>{"z", "a"});
}

TEST_CASE("a damaged text is a storage error that names the file") {
  CHECK_THROWS_AS(from_json("{\"a\": 1", "plan.json"), StorageError);
  CHECK_THROWS_WITH(
      from_json("{\"a\": 1", "plan.json"),
      Catch::StartsWith("plan.json is not JSON (") &&
          Catch::EndsWith("); it was damaged or edited: delete it or restore it from a copy"));
}

TEST_CASE("a damaged text is not quoted at its whole length") {
  try {
    from_json("{\"" + std::string(5000, '\x7F') + "\n", "plan.json");
    FAIL("damaged text was read");
  } catch (const StorageError& refusal) {
    CHECK(std::string(refusal.what()).size() < 600);
    CHECK_THAT(refusal.what(), Catch::Contains("plan.json is not JSON") &&
                                   Catch::Contains("restore it from a copy"));
  }
}

TEST_CASE("JSON that nobody here wrote is refused: too deep, too large, not printable") {
  const auto complaint = [](const std::string& text) {
    try {
      from_json(text, "plan.json");
    } catch (const StorageError& error) {
      return std::string(error.what());
    }
    return std::string();
  };
  CHECK(complaint(std::string(101, '[') + std::string(101, ']')).empty());
  CHECK_THAT(complaint(std::string(102, '[') + std::string(102, ']')),
             Catch::Contains("(lists and maps are nested too deeply)"));
  CHECK_THAT(complaint(std::string(1'000'000, '[') + std::string(1'000'000, ']')),
             Catch::Contains("nested too deeply"));
  CHECK(from_json("9223372036854775807", "x").integer() ==
        std::numeric_limits<std::int64_t>::max());
  CHECK_THAT(complaint("9223372036854775808"),
             Catch::Contains("(an integer is larger than 9223372036854775807)"));
  CHECK_THAT(complaint("\x80"), Catch::Contains("<0x80>"));
}

}  // namespace regsweep::json_test
