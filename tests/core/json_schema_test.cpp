// JSON Schema: what editors are told about a declared map.
#include "core/json_schema.hpp"

#include <catch2/catch.hpp>

#include "core/fields.hpp"
#include "core/json.hpp"

namespace regsweep::json_schema_test {

struct Options {
  std::string kind = "sgd";
  double rate = 0.1;
  std::int64_t count = 3;
  std::vector<double> weights;
  bool on = true;
};

Schema union_schema() {
  return Fields<Options>("optimizer", "Updates")
      .tag("kind", &Options::kind, "rule")
      .shorthand("kind")
      .alternative(Fields<Options>("sgd", "plain").add("on", &Options::on, "switch"))
      .alternative(Fields<Options>("adam", "adaptive")
                       .add("count", &Options::count, "how many", at_least(1)))
      .add("rate", &Options::rate, "step size", above(0))
      .schema();
}

TEST_CASE("numbers carry their bounds, open and closed") {
  const Schema schema = Fields<Options>("map", "A map")
                            .add("rate", &Options::rate, "step size", above_up_to(0, 1), "1")
                            .add("count", &Options::count, "how many", at_least(1))
                            .add("weights", &Options::weights, "list", between(0, 2))
                            .schema();
  const Value properties = json_schema(schema).at("properties");
  REQUIRE(to_json(properties.at("rate"), JsonForm::one_line) ==
          R"({"type":["number","null"],"exclusiveMinimum":0,"maximum":1,)"
          R"x("description":"step size (1)","default":0.1})x");
  REQUIRE(to_json(properties.at("count"), JsonForm::one_line) ==
          R"({"type":["integer","null"],"minimum":1,"description":"how many","default":3})");
  REQUIRE(to_json(properties.at("weights"), JsonForm::one_line) ==
          R"({"type":["array","null"],"items":{"type":"number","minimum":0,"maximum":2},)"
          R"("description":"list","default":[]})");
  REQUIRE(json_schema(schema).at("additionalProperties") == Value(false));
}

TEST_CASE("a union allows each alternative with its own fields, or the bare name") {
  const Value schema = json_schema(union_schema());
  const List& forms = schema.at("anyOf").list();
  REQUIRE(forms.size() == 3);
  REQUIRE(forms[0].at("properties").keys() == std::vector<std::string>{"kind", "on", "rate"});
  REQUIRE(forms[0].at("properties").at("kind").at("enum") == Value(List{"sgd", Value()}));
  REQUIRE(forms[1].at("properties").keys() == std::vector<std::string>{"kind", "count", "rate"});
  REQUIRE(forms[2].at("enum") == Value(List{"sgd", "adam"}));
  REQUIRE(forms[0].find("required") == nullptr);
}

TEST_CASE("an open map describes its entries") {
  Schema open;
  open.entries = std::make_shared<Schema>(union_schema());
  REQUIRE(json_schema(open).at("additionalProperties").find("anyOf") != nullptr);
}

TEST_CASE("field paths are what an axis may name, each once") {
  REQUIRE(field_paths(union_schema()) == std::vector<std::string>{"kind", "on", "count", "rate"});
  Field section;
  section.key = "optimizer";
  section.kind = FieldKind::section;
  section.section = std::make_shared<Schema>(union_schema());
  Schema outer;
  outer.fields = {section};
  REQUIRE(field_paths(outer) == std::vector<std::string>{"optimizer.kind", "optimizer.on",
                                                         "optimizer.count", "optimizer.rate"});
}

}  // namespace regsweep::json_schema_test
