// Schema: shorthand and dotted paths.
#include <catch2/catch.hpp>

#include "core/json.hpp"
#include "core/schema.hpp"

namespace regsweep::schema_path_test {

using Keys = std::vector<std::string>;

Field field(const std::string& key, FieldKind kind, SchemaPointer section = nullptr) {
  Field made;
  made.key = key;
  made.kind = kind;
  made.section = std::move(section);
  return made;
}

// {sites: {<site>: {rate, schedule: {kind}}}, model: union of mlp {hidden} and linear}
Schema example() {
  Schema schedule, noise, sites, mlp, linear, model, all;
  schedule.tag = schedule.shorthand = "kind";
  noise.fields = {field("rate", FieldKind::number),
                  field("schedule", FieldKind::section, std::make_shared<Schema>(schedule))};
  noise.shorthand = "rate";
  noise.refused["p"] = "write rate";
  sites.entries = std::make_shared<Schema>(noise);
  mlp.name = "mlp";
  linear.name = "linear";
  mlp.fields = {field("hidden", FieldKind::integers)};
  model.tag = "kind";
  model.alternatives = {std::make_shared<Schema>(mlp), std::make_shared<Schema>(linear)};
  all.fields = {field("sites", FieldKind::section, std::make_shared<Schema>(sites)),
                field("model", FieldKind::section, std::make_shared<Schema>(model))};
  return all;
}

Keys resolve(const std::string& path) { return example().resolve(path, {}); }

TEST_CASE("paths lead to fields; what a shorthand stands for is added") {
  CHECK(resolve("model.hidden") == Keys{"model", "hidden"});  // of one of the alternatives
  CHECK(resolve("model.kind") == Keys{"model", "kind"});
  CHECK(resolve("model") == Keys{"model"});
  CHECK(resolve("sites.a") == Keys{"sites", "a", "rate"});
  CHECK(resolve("sites.a.rate") == Keys{"sites", "a", "rate"});
  CHECK(resolve("sites.a.schedule") == Keys{"sites", "a", "schedule", "kind"});
}

TEST_CASE("a site's name may have dots; it ends where a field begins") {
  CHECK(resolve("sites.block.0.attention") == Keys{"sites", "block.0.attention", "rate"});
  CHECK(resolve("sites.block.0.attention.schedule.kind") ==
        Keys{"sites", "block.0.attention", "schedule", "kind"});
}

TEST_CASE("paths that lead nowhere") {
  CHECK_THROWS_WITH(resolve("modle.hidden"),
                    "'modle.hidden' names no field: there is no 'modle'; did you mean 'model'?");
  CHECK_THROWS_WITH(
      resolve("model.hiden"),
      "'model.hiden' names no field: there is no 'hiden' in model; did you mean 'hidden'?");
  CHECK_THROWS_WITH(
      resolve("model.hidden.0"),
      "'model.hidden.0' names no field: model.hidden has no fields below it; leave out '0'");
  CHECK_THROWS_WITH(resolve("sites.a.rat"),
                    "'sites.a.rat' names no field; did you mean 'sites.a.rate'?");
  CHECK_THROWS_WITH(resolve("sites.a.p"), "sites.a.p: write rate");
}

TEST_CASE("keys lead back to the declared field") {
  const Schema schema = example();
  CHECK(schema.field_at({"model", "hidden"})->kind == FieldKind::integers);
  CHECK(schema.field_at({"sites", "a", "rate"})->kind == FieldKind::number);
  CHECK(schema.field_at({"sites", "a"}) == nullptr);
  CHECK(schema.field_at({"model", "kind"}) == nullptr);
  CHECK(schema.field_at({"model", "x", "y"}) == nullptr);
}

TEST_CASE("expanding writes shorthand out and does nothing else") {
  const Value given(Map{{"sites",
                         Value(Map{{"a", Value(0.5), {}},
                                   {"b", Value(Map{{"schedule", Value("x"), {}}}), {}},
                                   {"c", Value(), {}}}),
                         {}},
                        {"other", Value(5), {}}});
  CHECK(example().expand(given).shown() ==
        "{sites: {a: {rate: 0.5}, b: {schedule: {kind: x}}}, other: 5}");  // null is absent
  CHECK(canonical_text(example().expand(example().expand(given))) ==
        canonical_text(example().expand(given)));
}

TEST_CASE(
    "expanding follows the alternative that is written, where alternatives give a key different "
    "meanings") {
  Schema inner, with_map, with_word, both;
  inner.shorthand = "kind";
  with_map.name = "map";
  with_map.fields = {field("start", FieldKind::section, std::make_shared<Schema>(inner))};
  with_word.name = "word";
  with_word.fields = {field("start", FieldKind::text)};
  both.tag = "form";
  both.alternatives = {std::make_shared<Schema>(with_map), std::make_shared<Schema>(with_word)};
  CHECK(both.expand(Value(Map{{"form", Value("word"), {}}, {"start", Value("x"), {}}})).shown() ==
        "{form: word, start: x}");
  CHECK(both.expand(Value(Map{{"form", Value("map"), {}}, {"start", Value("x"), {}}})).shown() ==
        "{form: map, start: {kind: x}}");
}

}  // namespace regsweep::schema_path_test
