// Schema: checks, defaults, unions, open maps, and the sentences of mistakes.
#include "core/schema.hpp"

#include <catch2/catch.hpp>

#include "core/json.hpp"

namespace regsweep::schema_test {

Field field(const std::string& key, FieldKind kind, Range range = {}) {
  Field made;
  made.key = key;
  made.kind = kind;
  made.range = range;
  made.doc = "about " + key;
  return made;
}

Value map(std::initializer_list<std::pair<const char*, Value>> members) {
  Map made;
  for (const auto& [key, value] : members) made.push_back(Member{key, value, {}});
  return Value(made);
}

// One required field of that kind, read from `value`.
Value read(Field one, const Value& value) {
  Schema schema;
  schema.name = "top";
  const std::string key = one.key;
  schema.fields = {std::move(one)};
  return schema.normalize(map({{key.c_str(), value}}), "m").at(key);
}

Schema union_of_rules() {
  Schema sgd, adam, both;
  sgd.name = "sgd";
  adam.name = "adam";
  both.name = "optimizer";
  Field momentum = field("momentum", FieldKind::number, from_below(0, 1));
  momentum.default_value = Value(0.0);
  sgd.fields = {momentum};
  both.fields = {field("rate", FieldKind::number, above(0))};
  both.tag = "kind";
  both.alternatives = {std::make_shared<Schema>(sgd), std::make_shared<Schema>(adam)};
  return both;
}

TEST_CASE("ranges know their ends and say them") {
  CHECK(from_below(0, 1).contains(0));
  CHECK_FALSE(from_below(0, 1).contains(1));
  CHECK(above_up_to(0, 1).contains(1));
  CHECK_FALSE(above(0).contains(0));
  CHECK(between(0, 1).contains(1));
  CHECK(from_below(0, 1).text("rate") == "0 <= rate < 1");
  CHECK(above_up_to(0, 1).text("keep") == "0 < keep <= 1");
  CHECK(above(0).text("x") == "x > 0");
  CHECK(at_least(1).text("n") == "n >= 1");
  CHECK(anything().text("x").empty());
}

TEST_CASE("values are converted to the field's kind, without loss") {
  CHECK_FALSE(read(field("x", FieldKind::number), Value(1)).is_integer());
  CHECK(read(field("x", FieldKind::integer), Value(3.0)).integer() == 3);
  CHECK(read(field("x", FieldKind::integers), Value(List{Value(1), Value(2.0)}))
            .list()[1]
            .is_integer());
  CHECK(read(field("x", FieldKind::flag), Value(true)).flag());
  CHECK(read(field("x", FieldKind::anything), Value(List{Value("a")})) == Value(List{Value("a")}));
}

TEST_CASE(
    "wrong kinds are told with the right one, and with the way to write it when that is clear") {
  CHECK_THROWS_WITH(read(field("x", FieldKind::integer, at_least(1)), Value(2.5)),
                    "m.x is a number (2.5), but it must be an integer with x >= 1; about x");
  CHECK_THROWS_WITH(read(field("x", FieldKind::number), Value("many")),
                    "m.x is text (many), but it must be a number; about x");
  CHECK_THROWS_WITH(
      read(field("x", FieldKind::number), Value("1e-4")),
      "m.x is text (1e-4), but it must be a number (about x); write 1e-4 without quotes");
  CHECK_THROWS_WITH(
      read(field("x", FieldKind::integers), Value(8)),
      "m.x is an integer (8), but it must be a list of integers (about x); write [8]");
  CHECK_THROWS_WITH(read(field("x", FieldKind::flag), Value("yes")),
                    "m.x is text (yes), but it must be true or false; about x");
  CHECK_THROWS_WITH(read(field("x", FieldKind::text), Value(5)),
                    "m.x is an integer (5), but it must be text; about x");
  CHECK_THROWS_WITH(read(field("x", FieldKind::integer), Value(1e16)),
                    "m.x is a number (1e+16), but it must be an integer; about x");
  CHECK_THROWS_WITH(read(field("x", FieldKind::texts), Value(List{Value(1)})),
                    "m.x[0] is an integer (1), but it must be text; about x");
}

TEST_CASE("numbers outside their range, also inside lists") {
  CHECK_THROWS_WITH(read(field("x", FieldKind::number, from_below(0, 1)), Value(1)),
                    "m.x = 1 violates 0 <= x < 1; give a number with 0 <= x < 1");
  CHECK_THROWS_WITH(read(field("x", FieldKind::numbers, above(0)), Value(List{Value(1), Value(0)})),
                    "m.x[1] = 0 violates x > 0; give a list of numbers with x > 0");
}

TEST_CASE("choices help with spelling") {
  Field choice = field("x", FieldKind::choice);
  choice.choices = {"relu", "gelu"};
  CHECK(read(choice, Value("gelu")).text() == "gelu");
  CHECK_THROWS_WITH(read(choice, Value("rleu")), "m.x = 'rleu' is unknown; did you mean 'relu'?");
}

TEST_CASE("absent fields: default, nothing, or an error") {
  Schema schema;
  schema.name = "top";
  schema.fields = {field("a", FieldKind::integer), field("b", FieldKind::integer),
                   field("c", FieldKind::integer)};
  schema.fields[0].default_value = Value(7);
  schema.fields[1].optional = true;
  CHECK(schema.normalize(map({{"c", 1}}), "m").shown() == "{a: 7, c: 1}");
  CHECK(schema.normalize(map({{"c", 1}, {"b", Value()}}), "m").shown() ==
        "{a: 7, c: 1}");  // null takes an optional field away
  CHECK(schema.normalize(map({{"c", 1}, {"a", Value()}}), "m").shown() ==
        "{a: 7, c: 1}");  // and leaves the default of one that has a default
  CHECK_THROWS_WITH(schema.normalize(map({{"c", Value()}}), "m"),
                    "m.c is missing; add 'c:' with an integer: about c");
  CHECK_THROWS_WITH(schema.normalize(map({{"c", 1}, {"d", Value()}}), "m"),
                    Catch::StartsWith("unknown key 'd' in m"));
  CHECK_THROWS_WITH(schema.normalize(Value(), "m"),
                    "m.c is missing; add 'c:' with an integer: about c");
}

TEST_CASE("normalizing twice changes nothing") {
  const Schema schema = union_of_rules();
  const Value once = schema.normalize(map({{"rate", 1}, {"kind", "sgd"}}), "o");
  CHECK(once.shown() == "{kind: sgd, momentum: 0, rate: 1}");
  CHECK(canonical_text(schema.normalize(once, "o")) == canonical_text(once));
}

TEST_CASE("a union takes the fields of the chosen one and of all") {
  Schema schema = union_of_rules();
  CHECK(schema.normalize(map({{"kind", "adam"}, {"rate", 1}}), "o").shown() ==
        "{kind: adam, rate: 1}");
  CHECK_THROWS_WITH(schema.normalize(map({{"kind", "adam"}, {"rate", 1}, {"momentum", 0}}), "o"),
                    "unknown key 'momentum' in o (kind: adam); allowed: kind, rate");
  CHECK_THROWS_WITH(schema.normalize(map({{"rate", 1}}), "o"),
                    "o.kind is missing; choose one: sgd, adam");
  CHECK_THROWS_WITH(schema.normalize(map({{"kind", "adma"}, {"rate", 1}}), "o"),
                    "o.kind = 'adma' is unknown; did you mean 'adam'?");
  schema.default_tag = "sgd";
  CHECK(schema.normalize(map({{"rate", 1}}), "o").at("kind").text() == "sgd");
}

TEST_CASE("unknown keys: misspelt, dotted, refused") {
  Schema schema = union_of_rules();
  schema.refused["p"] = "means two things; write rate";
  CHECK_THROWS_WITH(schema.normalize(map({{"kind", "sgd"}, {"mometnum", 1}}), "o"),
                    "unknown key 'mometnum' in o (kind: sgd); did you mean 'momentum'?");
  CHECK_THROWS_WITH(schema.normalize(map({{"kind", "sgd"}, {"rate.decay", 1}}), ""),
                    "unknown key 'rate.decay' in optimizer (kind: sgd); dots are for axes, write "
                    "rate: {decay: ...}");
  CHECK_THROWS_WITH(schema.normalize(map({{"kind", "sgd"}, {"p", 1}}), "o"),
                    "o.p: means two things; write rate");
}

TEST_CASE("an open map takes any key, each with the same schema; a bare value is its shorthand") {
  Schema noise, sites;
  noise.fields = {field("rate", FieldKind::number, from_below(0, 1))};
  noise.shorthand = "rate";
  sites.doc = "site -> noise";
  sites.entries = std::make_shared<Schema>(noise);
  CHECK(sites.normalize(map({{"hidden", 0.5}, {"block.0", map({{"rate", 0.1}})}}), "d").shown() ==
        "{hidden: {rate: 0.5}, block.0: {rate: 0.1}}");
  CHECK_THROWS_WITH(sites.normalize(map({{"hidden", 1}}), "d"),
                    "d.hidden.rate = 1 violates 0 <= rate < 1; give a number with 0 <= rate < 1");
  CHECK_THROWS_WITH(sites.normalize(Value(0.5), "d"),
                    "d is a number (0.5), but it must be a map (site -> noise); name what it is "
                    "for: {<name>: 0.5}");
  CHECK_THROWS_WITH(sites.normalize(Value(List{}), "d"),
                    "d is a list ([]), but it must be a map; write its fields below it");
}

TEST_CASE("finish sees what was given and may rewrite the result") {
  Schema schema;
  schema.fields = {field("a", FieldKind::integer)};
  schema.finish = [](Value& normalized, const Value& given, const std::string& path) {
    normalized.set("a", Value(given.at("a").integer() + 1));
    normalized.set("path", Value(path));
  };
  CHECK(schema.normalize(map({{"a", 1}}), "m").shown() == "{a: 2, path: m}");
}

}  // namespace regsweep::schema_test
