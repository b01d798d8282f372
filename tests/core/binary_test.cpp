// Binary forms: what one process puts is what another takes, to the last bit; torn bytes are told.
#include "core/binary.hpp"

#include <array>
#include <catch2/catch.hpp>
#include <cmath>
#include <limits>

namespace regsweep::binary_test {

enum class Colour { red, blue };

struct Point {
  double x = 0, y = 0;
  Colour colour = Colour::red;
  std::vector<std::string> names;
};
auto binary_parts(SameType<Point> auto& point) {
  return std::tie(point.x, point.y, point.colour, point.names);
}

template <class Type>
std::string bytes_of(const Type& what) {
  BinaryWriter<ByteString> writer;
  writer.put(what);
  return writer.sink.bytes;
}

template <class Type>
Type back(const std::string& bytes) {
  Type what{};
  BinaryReader(bytes, "the message").take(what);
  return what;
}

TEST_CASE("records, lists and variants come back with every bit") {
  Point point;
  point.x = -0.0;
  point.y = std::numeric_limits<double>::denorm_min();
  point.colour = Colour::blue;
  point.names = {"a", "", std::string("\0b", 2)};
  const Point same = back<Point>(bytes_of(point));
  CHECK(std::signbit(same.x));
  CHECK(same.y == point.y);
  CHECK(same.colour == Colour::blue);
  CHECK(same.names == point.names);

  using Either = std::variant<std::monostate, std::vector<float>, std::string>;
  const std::vector<Either> list{Either(), std::vector<float>{1.5f, -2}, std::string("text")};
  CHECK(back<std::vector<Either>>(bytes_of(list)) == list);
}

TEST_CASE("configurations come back with their kinds") {
  const Value value(Map{{"flag", true, {}},
                        {"number", 1.0, {}},
                        {"integer", 1, {}},
                        {"nothing", Value(), {}},
                        {"list", Value(List{"a", Value(Map{})}), {}}});
  const Value same = back<Value>(bytes_of(value));
  CHECK(same == value);
  CHECK_FALSE(same.at("number").is_integer());
  CHECK(same.at("integer").is_integer());
}

TEST_CASE(
    "elements can be used where they stand, aligned; counting says how many bytes that takes") {
  const std::array<double, 3> numbers{1, 2, 3};
  const auto fill = [&](auto& writer) {
    writer.put(true);
    writer.put_aligned(numbers.data(), numbers.size(), 64);
    writer.put(7);
  };
  BinaryWriter<ByteCount> counter;
  fill(counter);
  REQUIRE(counter.sink.size() == 64 + sizeof numbers + sizeof(int));

  alignas(64) std::array<char, 256> memory{};
  BinaryWriter<ByteRange> writer{{memory.data(), counter.sink.size()}};
  fill(writer);
  BinaryReader reader({memory.data(), writer.sink.size()}, "the memory");
  bool flag = false;
  int last = 0;
  reader.take(flag);
  const double* in_place = reader.in_place<double>(numbers.size(), 64);
  reader.take(last);
  CHECK(flag);
  CHECK(std::equal(numbers.begin(), numbers.end(), in_place));
  CHECK(reinterpret_cast<std::uintptr_t>(in_place) % 64 == 0);
  CHECK(last == 7);
  CHECK_THROWS_AS(writer.put(1), ContractError);
}

TEST_CASE("bytes that end early are refused wherever they end") {
  Point point;
  point.names = {"some", "names"};
  const std::string whole = bytes_of(point);
  for (std::size_t kept = 0; kept < whole.size(); ++kept) {
    CHECK_THROWS_WITH(back<Point>(whole.substr(0, kept)),
                      Catch::Contains("the message ends early"));
  }
  const std::string huge = bytes_of(std::numeric_limits<std::size_t>::max());
  CHECK_THROWS_AS(back<std::vector<double>>(huge), ContractError);
  CHECK_THROWS_AS(back<std::vector<std::string>>(huge), ContractError);
}

}  // namespace regsweep::binary_test
