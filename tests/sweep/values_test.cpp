// Values of an axis: lists, ranges, logarithmic scales.
#include "sweep/values.hpp"

#include <catch2/catch.hpp>
#include <cmath>

#include "core/text.hpp"
#include "sweep/yaml.hpp"

namespace regsweep::values_test {

std::string values(const std::string& yaml, FieldKind kind = FieldKind::number) {
  Field field;
  field.kind = kind;
  return Value(axis_values(read_yaml(yaml, "f"), "x", &field)).shown();
}

TEST_CASE("a range holds both ends and prints as a person would have written it") {
  CHECK(values("{range: [0, 0.5, 0.1]}") == "[0, 0.1, 0.2, 0.3, 0.4, 0.5]");
  CHECK(values("{range: [0.9, 0.1, -0.4]}") == "[0.9, 0.5, 0.1]");
  CHECK(values("{range: [2, 2, 5]}") == "[2]");
  CHECK(values("{range: [1, 10, 3]}") == "[1, 4, 7, 10]");
  CHECK(axis_values(read_yaml("{range: [1, 10, 3]}", "f"), "x", nullptr)[1].is_integer());
}

TEST_CASE("a range is counted in decimals: it reaches 0, and its numbers are those of a person") {
  CHECK(values("{range: [0.5, 0, -0.1]}") == "[0.5, 0.4, 0.3, 0.2, 0.1, 0]");
  CHECK(values("{range: [-0.3, 0.3, 0.1]}") == "[-0.3, -0.2, -0.1, 0, 0.1, 0.2, 0.3]");
  CHECK(values("{range: [1e-3, 0, -2.5e-4]}") == "[0.001, 0.00075, 5e-04, 0.00025, 0]");
  CHECK(values("{range: [0.7, 0, -0.07]}") ==
        "[0.7, 0.63, 0.56, 0.49, 0.42, 0.35, 0.28, 0.21, 0.14, 0.07, 0]");
  CHECK(values("{range: [1e20, 3e20, 1e20]}") == "[1e+20, 2e+20, 3e+20]");
  CHECK(values("{range: [0.1234567890123, 0.3234567890123, 0.1]}") ==
        "[0.1234567890123, 0.2234567890123, 0.3234567890123]");
  for (const int steps : {3, 7, 10, 13, 60, 999}) {
    const List list = axis_values(
        read_yaml("{range: [" + number_text(steps / 1000.0) + ", 0, -0.001]}", "f"), "x", nullptr);
    REQUIRE(list.size() == static_cast<std::size_t>(steps) + 1);
    CHECK(list.back() == Value(0));
    for (std::size_t i = 0; i < list.size(); ++i) {
      const auto thousandths = static_cast<int>(list.size() - 1 - i);
      CHECK(list[i].number() == thousandths / 1000.0);  // the double nearest to the decimal
    }
  }
}

TEST_CASE("a logarithmic scale has exact ends and the digits that tell its points apart") {
  CHECK(values("{log: [0.001, 1, 4]}") == "[0.001, 0.01, 0.1, 1]");
  CHECK(values("{log: [1e-4, 0.1, 7]}") == "[1e-04, 0.00032, 0.001, 0.0032, 0.01, 0.032, 0.1]");
  CHECK(values("{log: [1, 2, 3]}") == "[1, 1.41, 2]");
  CHECK(values("{log: [1, 2, 5]}") == "[1, 1.19, 1.41, 1.68, 2]");
  CHECK(values("{log: [1, 1.01, 3]}") == "[1, 1.005, 1.01]");
  CHECK(values("{log: [1.0, 1024, 11]}") ==  // short numbers stay
        "[1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024]");
  CHECK(values("{log: [0.1, 0.025, 3]}") == "[0.1, 0.05, 0.025]");
  for (const int count : {3, 10, 50, 300}) {
    const List list = axis_values(
        read_yaml("{log: [0.0037, 2.9, " + std::to_string(count) + "]}", "f"), "x", nullptr);
    const double spacing = std::log(2.9 / 0.0037) / (count - 1);
    for (std::size_t i = 1; i < list.size(); ++i) {
      CHECK(std::log(list[i].number() / list[i - 1].number()) == Approx(spacing).epsilon(0.1));
    }
  }
  CHECK(values("{log: [100, 1, 3]}") == "[100, 10, 1]");
  CHECK(values("{log: [500, 50000, 5]}", FieldKind::integer) == "[500, 1581, 5000, 15811, 50000]");
  CHECK(axis_values(read_yaml("{log: [0.1, 0.3, 2]}", "f"), "x", nullptr)[1] == Value(0.3));
}

TEST_CASE("a list is taken as written, each value with its place") {
  const List list = axis_values(read_yaml("[0, relu, [1, 2]]", "f"), "x", nullptr);
  CHECK(Value(list).shown() == "[0, relu, [1, 2]]");
  CHECK(list[1].where().text() == "f:1:5");
}

TEST_CASE("a range that does not fit says what would") {
  CHECK_THROWS_WITH(values("{range: [0, 1, 0.3]}"),
                    "f:1:13: the range of the axis x never reaches 1: the last value before it is "
                    "0.9; give that as the last, or another step");
  CHECK_THROWS_WITH(values("{range: [0, 1, 1e-9]}"),
                    "f:1:9: the axis x has more than 100,000 values; take a longer step");
  CHECK_THROWS_WITH(values("{log: [1, 8, 2.5]}"),
                    "f:1:14: log of the axis x asks for 2.5 values, but it must be an integer from "
                    "2 to 100,000; write log: [first, last, how many]");
  CHECK_THROWS_WITH(values("{log: [0.1, 0.1, 3]}"),
                    "f:1:7: log of the axis x makes 0.1 twice, because it ends where it begins; "
                    "give another end, or the value alone");
  CHECK_THROWS_WITH(values("{range: [0, 1, 1], log: [1, 2, 3]}"),
                    "f:1:1: the axis x needs either range or log; write [a, b, c], {range: [first, "
                    "last, step]} or {log: [first, last, how many]}");
}

TEST_CASE("equal values are found whatever their spelling") {
  CHECK_THROWS_WITH(refuse_repeated(read_yaml("[1, 2, 1.0]", "f").list(), "x"),
                    "f:1:8: the axis x has the value 1 twice; give each value once");
  CHECK_NOTHROW(refuse_repeated(read_yaml("[1, '1', [1]]", "f").list(), "x"));
}

}  // namespace regsweep::values_test
