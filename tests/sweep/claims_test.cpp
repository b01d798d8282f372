// Claims: what a list of them may say, and what is told of one that says nothing or too much.
#include "sweep/claims.hpp"

#include <catch2/catch.hpp>

#include "sweep/yaml.hpp"

namespace regsweep::claims_test {

const std::vector<std::string> metrics_of_claims{"test.error", "train.error", "best.test.error"};

Value read_list(const std::string& yaml) {
  return read_claims(read_yaml(yaml, "f"), metrics_of_claims);
}

// One claim with this `expect`.
Value expecting(const std::string& keys) {
  return read_list("[{name: a, says: b, expect: {metric: test.error, " + keys + "}}]");
}

TEST_CASE("no claims are an empty list") {
  CHECK(read_list("").list().empty());
  CHECK(read_list("[]").list().empty());
  CHECK_THROWS_WITH(read_list("{name: a}"),
                    Catch::Contains("claims is a map, but it must be a list"));
}

TEST_CASE("every kind of claim is read as it is written") {
  for (const char* keys :
       {"of: none, value: 0.02, tolerance: 0.001", "of: {a: 1}, against: none, is: higher",
        "of: none, against: {a: 1}, is: equal, margin: 0.01",
        "of: none, against: other, ratio_at_least: 1.5", "order: [{a: 1}, none]",
        "lowest_along: a.b, within: [0.2, 0.6]", "highest_along: a, within: [1, 1], where: {c: 2}",
        "rises_along: a", "falls_along: a, where: {c: 2}", "epoch: 5, rises_along: a",
        "step: 100, minus: train.error, rises_along: a"}) {
    const Value claim = expecting(keys).list().front();
    CHECK(claim.at("expect").shown().size() ==
          std::string("{metric: test.error, }").size() + std::string(keys).size());
  }
}

TEST_CASE("a claim that expects nothing, too much or too little is refused with the remedy") {
  CHECK_THROWS_WITH(expecting("of: none"),
                    Catch::Contains("says no expectation; give one of value"));
  CHECK_THROWS_WITH(expecting("of: none, against: a, is: lower, ratio_at_least: 2"),
                    Catch::Contains("has both is and ratio_at_least"));
  CHECK_THROWS_WITH(expecting("of: none, is: lower"), Catch::Contains("has is, but no against"));
  CHECK_THROWS_WITH(expecting("of: none, value: 1, tolerance: 1, within: [1, 2]"),
                    Catch::Contains("within says nothing beside value"));
  CHECK_THROWS_WITH(expecting("of: none, against: a, is: equal"), Catch::Contains("add margin"));
  CHECK_THROWS_WITH(expecting("of: none, against: a, is: lower, margin: 1"),
                    Catch::Contains("margin belongs to is: equal"));
  CHECK_THROWS_WITH(expecting("order: [none]"), Catch::Contains("no list of two variants"));
  CHECK_THROWS_WITH(expecting("lowest_along: a, within: [0.6, 0.2]"),
                    Catch::Contains("within = [0.6, 0.2] is no interval"));
  CHECK_THROWS_WITH(expecting("epoch: 5, step: 100, rises_along: a"),
                    Catch::Contains("has both epoch and step"));
  CHECK_THROWS_WITH(expecting("of: 5, value: 1, tolerance: 1"),
                    Catch::Contains("neither a map of settings nor a label"));
}

TEST_CASE("metrics are those that training measures; one value per trial has no epochs") {
  CHECK_THROWS_WITH(read_list("[{name: a, says: b, expect: {metric: test.eror, rises_along: a}}]"),
                    "f:1:38: claims.0.expect.metric = 'test.eror' is unknown; did you mean "
                    "'test.error'?");
  CHECK_THROWS_WITH(
      read_list(
          "[{name: a, says: b, expect: {metric: best.test.error, epoch: 5, rises_along: a}}]"),
      Catch::Contains("best.test.error has one value per trial"));
  CHECK(read_list("[{name: a, says: b, expect: {metric: probes.norm, rises_along: a}}]")
            .list()
            .size() == 1);
}

TEST_CASE("names are unique, published numbers are numbers") {
  const std::string claim = "{name: a, says: b, expect: {metric: test.error, rises_along: a}}";
  CHECK_THROWS_WITH(read_list("[" + claim + ", " + claim + "]"),
                    Catch::Contains("two claims are called 'a'"));
  CHECK_THROWS_WITH(read_list("[{name: a, says: b, published: {x: high}, expect: {metric: "
                              "test.error, rises_along: a}}]"),
                    Catch::Contains("is no map of numbers"));
  CHECK(read_list("[{name: a, says: b, published: {x: {value: 1, plus_minus: 0.5}, y: 2}, expect: "
                  "{metric: test.error, rises_along: a}}]")
            .list()
            .size() == 1);
}

}  // namespace regsweep::claims_test
