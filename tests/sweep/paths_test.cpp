// Dotted paths: resolving, setting, looking up.
#include "sweep/paths.hpp"

#include <catch2/catch.hpp>

#include "fake_grammar.hpp"

namespace regsweep::paths_test {

using Keys = std::vector<std::string>;

Keys resolve(const std::string& path) { return resolve_path(fake::schema(), path, {}); }

TEST_CASE("a path leads to its field; base. in front is allowed, shorthand is completed") {
  CHECK(resolve("optimizer.learning_rate") == Keys{"optimizer", "learning_rate"});
  CHECK(resolve("base.optimizer.learning_rate") == Keys{"optimizer", "learning_rate"});
  CHECK(resolve("dropout.hidden") == Keys{"dropout", "hidden", "rate"});
  CHECK(resolve("dropout.hidden.0.noise") == Keys{"dropout", "hidden.0", "noise"});
  CHECK(resolve("data") == Keys{"data", "name"});
  CHECK(resolve("model") == Keys{"model"});
}

TEST_CASE("an empty word is told") {
  CHECK_THROWS_WITH(resolve("dropout..rate"),
                    "'dropout..rate' is no path: a word is missing before or after a dot; write "
                    "for example dropout.hidden");
  CHECK_THROWS_WITH(
      resolve(""),
      "'' is no path: a word is missing before or after a dot; write for example dropout.hidden");
}

TEST_CASE("a map is meant for the section itself, and its shorthand is expanded") {
  const Assignment whole =
      assignment(fake::schema(), "rules.decay", {}, Value(Map{{"rate", Value(0.1), {}}}));
  CHECK(whole.path() == "rules.decay");
  const Assignment sites =
      assignment(fake::schema(), "dropout", {}, Value(Map{{"input", Value(0.2), {}}}));
  CHECK(sites.path() == "dropout");
  CHECK(sites.value == Value(Map{{"input", Value(Map{{"rate", Value(0.2), {}}}), {}}}));
  CHECK(assignment(fake::schema(), "rules.decay", {}, Value(0.1)).path() == "rules.decay.rate");
}

TEST_CASE("setting replaces what stands there, makes maps on the way and touches nothing else") {
  Value configuration = read_yaml("optimizer: {kind: sgd, momentum: 0.9}\ndropout:\n", "f");
  assign(configuration, Assignment{{"optimizer", "momentum"}, Value(0.5), {}});
  assign(configuration, Assignment{{"dropout", "hidden", "rate"}, Value(0.2), {}});
  CHECK(configuration.shown() ==
        "{optimizer: {kind: sgd, momentum: 0.5}, dropout: {hidden: {rate: 0.2}}}");
  assign(configuration, Assignment{{"optimizer"}, Value(Map{{"kind", Value("adam"), {}}}), {}});
  CHECK(configuration.at("optimizer").shown() == "{kind: adam}");
}

TEST_CASE("what is set remembers where its path and where its value are written") {
  const Value axes = read_yaml("\ndropout.hidden: 0.5\n", "f");
  Value configuration(Map{});
  assign(configuration, assignment(fake::schema(), "dropout.hidden", axes.map()[0].key_where,
                                   axes.at("dropout.hidden")));
  CHECK(configuration.at("dropout").map()[0].key_where.text() == "f:2:1");
  CHECK(configuration.at("dropout").at("hidden").at("rate").where().text() == "f:2:17");
}

TEST_CASE("null makes nothing that is not there") {
  Value configuration = read_yaml("rules: {decay: {rate: 1}}\n", "f");
  assign(configuration, Assignment{{"dropout", "hidden", "rate"}, Value(), {}});
  assign(configuration, Assignment{{"rules", "decay", "other"}, Value(), {}});
  CHECK(configuration.shown() == "{rules: {decay: {rate: 1}}}");
  assign(configuration, Assignment{{"rules", "decay", "rate"}, Value(), {}});
  CHECK(configuration.shown() == "{rules: {decay: {rate: null}}}");
}

TEST_CASE("a number cannot have fields") {
  Value configuration = read_yaml("optimizer: 5\n", "f");
  CHECK_THROWS_WITH(assign(configuration, (Assignment{{"optimizer", "momentum"}, Value(0.5), {}})),
                    "f:1:12: optimizer is an integer (5), but it must be a map, because the sweep "
                    "sets optimizer.momentum in it; write its "
                    "fields below it");
}

TEST_CASE("looking up and comparing keys") {
  const Value configuration = read_yaml("a: {b: {c: 1}}", "f");
  CHECK(value_at(configuration, {"a", "b", "c"})->integer() == 1);
  CHECK(value_at(configuration, {"a", "x", "c"}) == nullptr);
  CHECK(value_at(configuration, {"a", "b", "c", "d"}) == nullptr);
  CHECK(begins_with({"a", "b"}, {"a"}));
  CHECK(begins_with({"a", "b"}, {"a", "b"}));
  CHECK_FALSE(begins_with({"a"}, {"a", "b"}));
  CHECK_FALSE(begins_with({"ab"}, {"a"}));
}

}  // namespace regsweep::paths_test
