// Descriptions: every field appears once, with its range, its default and the alternatives that
// have it.
#include "core/field_descriptions.hpp"

#include <catch2/catch.hpp>

#include "core/fields.hpp"

namespace regsweep::field_descriptions_test {

struct Cooling {
  std::string kind = "constant";
  double gamma = 0.9;
  std::int64_t warmup = 0;
};
struct Options {
  double rate = 0.5;
  std::optional<std::int64_t> limit;
  std::string mode = "fast";
  Cooling cooling;
};

Fields<Cooling> cooling() {
  return Fields<Cooling>("cooling", "How it cools")
      .tag("kind", &Cooling::kind, "form of the curve")
      .alternative(Fields<Cooling>("constant", "stays"))
      .alternative(Fields<Cooling>("power", "falls")
                       .add("gamma", &Cooling::gamma, "factor per epoch", above(0)))
      .alternative(Fields<Cooling>("root", "falls slowly")
                       .add("gamma", &Cooling::gamma, "factor per epoch", above(0)))
      .add("warmup", &Cooling::warmup, "steps until full", at_least(0), "steps");
}

Schema schema() {
  return Fields<Options>("noise", "Noise")
      .add("rate", &Options::rate, "probability of a | b", from_below(0, 1))
      .add("limit", &Options::limit, "largest count", at_least(1))
      .choice("mode", &Options::mode, {{"fast", "fast"}, {"slow", "slow"}}, "how")
      .section("cooling", &Options::cooling, cooling(), "cooling")
      .schema();
}

TEST_CASE("fields of sections are flattened and say which alternatives have them") {
  const std::vector<FieldDescription> fields = describe_fields(schema());
  std::vector<std::string> paths;
  for (const FieldDescription& field : fields) paths.push_back(field.path);
  REQUIRE(paths == std::vector<std::string>{"rate", "limit", "mode", "cooling.kind",
                                            "cooling.gamma", "cooling.warmup"});
  REQUIRE(fields[0].kind == "a number with 0 <= rate < 1");
  REQUIRE(fields[0].default_value == "0.5");
  REQUIRE(fields[1].default_value == "absent");
  REQUIRE(fields[2].kind == "one of fast, slow");
  REQUIRE(fields[3].kind == "one of constant, power, root");
  REQUIRE(fields[3].default_value == "constant");
  REQUIRE(fields[3].doc ==
          "form of the curve: constant = stays; power = falls; root = falls slowly");
  REQUIRE(fields[4].doc == "[kind: power, root] factor per epoch");
  REQUIRE(fields[5].doc == "steps until full (steps)");
}

TEST_CASE("a field that means something else in another alternative is listed for each") {
  const Fields<Cooling> fields =
      Fields<Cooling>("cooling", "How it cools")
          .tag("kind", &Cooling::kind, "form of the curve")
          .alternative(Fields<Cooling>("constant", "stays"))
          .alternative(
              Fields<Cooling>("stairs", "falls").add("gamma", &Cooling::gamma, "factor of a stair"))
          .alternative(Fields<Cooling>("smooth", "falls too")
                           .add("gamma", &Cooling::gamma, "factor of an epoch"));
  const std::vector<FieldDescription> all = describe_fields(
      Fields<Options>("o", "").section("cooling", &Options::cooling, fields, "").schema());
  REQUIRE(all.size() == 3);
  REQUIRE(all[1].doc == "[kind: stairs] factor of a stair");
  REQUIRE(all[2].doc == "[kind: smooth] factor of an epoch");
}

TEST_CASE(
    "alternatives of the described map itself are left out; they have descriptions of their own") {
  std::vector<std::string> paths;
  for (const FieldDescription& field : describe_fields(cooling().schema())) {
    paths.push_back(field.path);
  }
  REQUIRE(paths == std::vector<std::string>{"kind", "warmup"});
  paths.clear();
  for (const FieldDescription& field :
       describe_fields(cooling().schema(), AlternativeFields::listed)) {
    paths.push_back(field.path);
  }
  REQUIRE(paths == std::vector<std::string>{"kind", "gamma", "warmup"});
}

TEST_CASE("Markdown tables escape the bar that separates cells") {
  const std::string table = fields_markdown(schema());
  REQUIRE(
      table.starts_with("| field | value | default | meaning |\n|---|---|---|---|\n| `rate` |"));
  REQUIRE(table.find("probability of a \\| b") != std::string::npos);
  REQUIRE(fields_markdown(Schema()).empty());
}

TEST_CASE("text is broken at blanks, and words longer than a line stay whole") {
  REQUIRE(wrapped("aaaa bbbb cccc dddd eeee ffff", 20, 2) == "aaaa bbbb cccc dddd\n  eeee ffff");
  REQUIRE(wrapped("abcdefghijklmnopqrstuvwxyz b", 20, 0) == "abcdefghijklmnopqrstuvwxyz\nb");
  REQUIRE(wrapped("", 20, 0).empty());
  for (const char* path : {"rate", "cooling.gamma"}) {
    REQUIRE(fields_text(schema(), 60).find(path) != std::string::npos);
  }
}

}  // namespace regsweep::field_descriptions_test
