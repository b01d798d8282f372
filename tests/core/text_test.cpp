// Text: numbers, spelling help, joining.
#include "core/text.hpp"

#include <catch2/catch.hpp>
#include <cmath>
#include <limits>

namespace regsweep::text_test {

TEST_CASE("numbers print in their shortest form that reads back to the same bits") {
  CHECK(number_text(0.1) == "0.1");
  CHECK(number_text(5) == "5");
  CHECK(number_text(-0.0) == "0");
  CHECK(number_text(1e-4) == "1e-04");
  CHECK(number_text(1.0 / 3) == "0.3333333333333333");
  CHECK(number_text(std::nan("")) == "nan");
  CHECK(number_text(-HUGE_VAL) == "-inf");
  for (const double value :
       {0.1 + 0.2, 1e300, 5e-324, 1.7976931348623157e308, -123456.789e-7, 2.0 / 3}) {
    CHECK(*parse_number(number_text(value)) == value);
  }
}

TEST_CASE("parse_number takes whole decimal numbers and nothing else") {
  CHECK(parse_number("1e-4") == 1e-4);
  CHECK(parse_number("+.5") == 0.5);
  CHECK(parse_number("5.") == 5.0);
  for (const char* text :
       {"", "+", "e5", "1e", "0x10", "nan", "inf", "1 ", " 1", "1,5", "1e999", "++1", "1.2.3"}) {
    INFO(text);
    CHECK_FALSE(parse_number(text));
  }
}

TEST_CASE("parse_integer takes whole decimal integers that fit") {
  CHECK(parse_integer("-7") == -7);
  CHECK(parse_integer("+7") == 7);
  CHECK(parse_integer("9223372036854775807") == std::numeric_limits<long long>::max());
  for (const char* text : {"", "1.0", "9223372036854775808", "1e3", "0x1", "7 "}) {
    CHECK_FALSE(parse_integer(text));
  }
}

TEST_CASE("typos find their word; other words do not") {
  const std::vector<std::string> words{"learning_rate", "momentum", "rate", "keep"};
  CHECK(nearest("learning_rat", words) == "learning_rate");
  CHECK(nearest("leraning_rate", words) == "learning_rate");  // a transposition is one mistake
  CHECK(nearest("rte", words) == "rate");
  CHECK_FALSE(nearest("dropout", words));
  CHECK_FALSE(nearest("lr", words));
  CHECK_FALSE(nearest("x", {}));
  CHECK(suggestion("momentun", words) == "did you mean 'momentum'?");
  CHECK(suggestion("dropout", words) == "allowed: learning_rate, momentum, rate, keep");
  CHECK(suggestion("x", {}) == "nothing is allowed here");
  const std::string many = suggestion("zzzzzz", std::vector<std::string>(31, "a"));
  CHECK(many.substr(many.size() - 8) == ", a, ...");
}

TEST_CASE("joining and splitting are each other's inverse") {
  CHECK(split("a..b.", '.') == std::vector<std::string>{"a", "", "b", ""});
  CHECK(split("", '.') == std::vector<std::string>{""});
  for (const char* text : {"", ".", "a", "a.b", "..a."}) CHECK(join(split(text, '.'), ".") == text);
  CHECK(join({}, ", ").empty());
}

TEST_CASE("counts and durations for people") {
  CHECK(with_thousands(0) == "0");
  CHECK(with_thousands(999) == "999");
  CHECK(with_thousands(1000) == "1,000");
  CHECK(with_thousands(-1234567) == "-1,234,567");
  CHECK(counted(0, "trial") == "0 trials");
  CHECK(counted(1, "trial") == "1 trial");
  CHECK(counted(1234, "row") == "1,234 rows");
  CHECK(counted(1, "class") == "1 class");
  CHECK(counted(2, "class") == "2 classes");
  CHECK(duration_text(0.84) == "0.8 s");
  CHECK(duration_text(12.4) == "12 s");
  CHECK(duration_text(59.6) == "1 min 00 s");
  CHECK(duration_text(185) == "3 min 05 s");
  CHECK(duration_text(7810) == "2 h 10 min");
  CHECK(duration_text(273600) == "3 d 4 h");
  CHECK(duration_text(-1) == "-");
  CHECK(duration_text(std::nan("")) == "-");
}

}  // namespace regsweep::text_test
