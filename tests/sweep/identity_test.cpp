// Identity: what makes two trials one, pinned by value. A change of these digits makes every
// finished trial a stranger.
#include "sweep/identity.hpp"

#include <catch2/catch.hpp>

#include "core/hash.hpp"
#include "core/json.hpp"
#include "sweep/plan.hpp"

namespace regsweep::identity_test {

TEST_CASE("an id is the hash of the canonical text of configuration, schema version and seed") {
  const Value configuration(
      Map{{"b", Value(1.0), {}}, {"a", Value(List{Value(0.1), Value("x\"y")}), {}}});
  const Value whole(Map{{"seed", Value(7), {}},
                        {"schema_version", Value(schema_version), {}},
                        {"configuration", configuration, {}}});
  CHECK(canonical_text(whole) ==
        R"({"configuration":{"a":[0.1,"x\"y"],"b":1},"schema_version":1,"seed":7})");
  CHECK(trial_id(configuration, 7) == xxh3_128(canonical_text(whole)).substr(0, 16));
  CHECK(trial_id(configuration, 7) == trial_id_of_text(canonical_text(configuration), 7));
}

TEST_CASE("ids stay the same from version to version") {
  CHECK(trial_id(Value(Map{}), 0) == "292e1d6586d680d6");
  CHECK(trial_id(Value(Map{{"rate", Value(0.5), {}}}), 4294967295u) == "ca48de6e702ec456");
}

TEST_CASE("order of keys and spelling of numbers make no other trial; seed and values do") {
  const Value one(Map{{"a", Value(1), {}}, {"b", Value(2), {}}});
  const Value same(Map{{"b", Value(2.0), {}}, {"a", Value(1.0), {}}});
  CHECK(trial_id(one, 0) == trial_id(same, 0));
  CHECK(trial_id(one, 0) != trial_id(one, 1));
  CHECK(trial_id(one, 0) != trial_id(Value(Map{{"a", Value(1), {}}, {"b", Value(3), {}}}), 0));
  CHECK(trial_id(one, 0) != trial_id(Value(Map{{"a", Value(1), {}}, {"b", Value("2"), {}}}), 0));
}

}  // namespace regsweep::identity_test
