// JSON: what programs exchange comes back as it went.
#include "core/json.hpp"

#include <catch2/catch.hpp>
#include <limits>

using namespace regsweep;

TEST_CASE("json: a value survives the round trip, bits of numbers included") {
  const Value value(Map{{"zeta", Value(0.1), {}},
                        {"alpha", Value(List{Value(1), Value(-2.5e-17), Value("a \"b\"\n\\"), Value(true), Value()}), {}},
                        {"empty", Value(Map{}), {}},
                        {"large", Value(std::int64_t{9007199254740993}), {}}});
  for (const int indent : {-1, 2}) REQUIRE(from_json(to_json(value, indent), "x") == value);
  REQUIRE(from_json(to_json(value, -1), "x").keys() == std::vector<std::string>{"zeta", "alpha", "empty", "large"});
  REQUIRE(from_json(to_json(value, -1), "x").at("large").integer() == 9007199254740993);
}

TEST_CASE("json: numbers that it cannot hold become null") {
  REQUIRE(from_json(to_json(Value(std::numeric_limits<double>::quiet_NaN())), "x").is_null());
}

TEST_CASE("json: what is not JSON is refused with the file's name") {
  REQUIRE_THROWS_WITH(from_json("{\"a\": 1", "plan.json"), Catch::StartsWith("plan.json is not JSON"));
  REQUIRE_THROWS_AS(from_json("", "plan.json"), StorageError);
}
