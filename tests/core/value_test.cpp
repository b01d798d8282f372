// Value: kinds, maps, equality, and the canonical text under a trial's identity.
#include "core/value.hpp"

#include <catch2/catch.hpp>

#include "core/json.hpp"

namespace regsweep::value_test {

Value map(std::initializer_list<std::pair<const char*, Value>> members) {
  Map made;
  for (const auto& [key, value] : members) made.push_back(Member{key, value, {}});
  return Value(made);
}

TEST_CASE("a value has one kind; asking for another is a broken promise") {
  CHECK(Value().is_null());
  CHECK(Value(true).is_flag());
  CHECK(Value(5).is_integer());
  CHECK(Value(5).is_number());
  CHECK(Value(5).number() == 5.0);
  CHECK_FALSE(Value(5.0).is_integer());
  CHECK(Value("5").is_text());
  CHECK_FALSE(Value(List{}).is_scalar());
  CHECK_THROWS_AS(Value("5").integer(), ContractError);
  CHECK_THROWS_AS(Value(5.5).integer(), ContractError);
  CHECK_THROWS_AS(Value(true).number(), ContractError);
  CHECK(Value(Map{}).kind() == "a map");
}

TEST_CASE("members are found, replaced, added and erased; order is kept") {
  Value value = map({{"b", 1}, {"a", 2}});
  value.set("b", Value(3));
  value.set("c", Value(4));
  CHECK(value.keys() == std::vector<std::string>{"b", "a", "c"});
  CHECK(value.at("b") == Value(3));
  CHECK(value.erase("a"));
  CHECK_FALSE(value.erase("a"));
  CHECK(value.find("a") == nullptr);
  CHECK_THROWS_AS(value.at("a"), ContractError);
  CHECK(Value(5).find("a") == nullptr);
  Value fresh;
  fresh.set("x", Value(1));
  CHECK(fresh == map({{"x", 1}}));
}

TEST_CASE("equality is of meaning: places and order of members do not count, numbers are numbers") {
  const Location somewhere{std::make_shared<const SourceText>(), 3, 4};
  CHECK(Value(1) == Value(1.0, somewhere));
  CHECK_FALSE(Value(1) == Value("1"));
  CHECK_FALSE(Value(1) == Value(true));
  CHECK(map({{"a", 1}, {"b", Value(List{Value(1.0)})}}) ==
        map({{"b", Value(List{Value(1)})}, {"a", 1.0}}));
  CHECK_FALSE(map({{"a", 1}}) == map({{"a", 1}, {"b", 2}}));
  CHECK_FALSE(map({{"a", 1}}) == map({{"b", 1}}));
  CHECK_FALSE(Value(List{Value(1), Value(2)}) == Value(List{Value(2), Value(1)}));
}

TEST_CASE("shown is for people") {
  CHECK(
      map({{"a", Value(List{Value(1), Value("x"), Value()})}, {"b", map({{"c", true}})}}).shown() ==
      "{a: [1, x, null], b: {c: true}}");
  CHECK(Value(0.5).shown() == "0.5");
}

TEST_CASE("one meaning has one canonical text") {
  CHECK(canonical_text(map({{"b", 1.0}, {"a", Value(List{Value(0.1), Value(false), Value()})}})) ==
        R"({"a":[0.1,false,null],"b":1})");
  CHECK(canonical_text(Value(-0.0)) == "0");
  CHECK(canonical_text(Value(1e20)) == "1e+20");
  CHECK(canonical_text(Value(1e14)) == canonical_text(Value(std::int64_t{100000000000000})));
  CHECK(canonical_text(Value("a\"b\\c\n")) == R"("a\"b\\c\u000a")");
  CHECK(canonical_text(Value("1")) != canonical_text(Value(1)));
  CHECK(canonical_text(Value("true")) != canonical_text(Value(true)));
  CHECK(canonical_text(map({{"a", map({{"b", 1}})}})) != canonical_text(map({{"a", 1}, {"b", 1}})));
}

}  // namespace regsweep::value_test
