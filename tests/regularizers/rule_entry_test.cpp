// The table of rules and the YAML map made of it.
#include "regularizers/rule_entry.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <filesystem>

#include "core/json.hpp"
#include "support/rules.hpp"

namespace regsweep::rule_entry_test {

Value normal(const Value& given) { return regularizers_schema().normalize(given, "regularizers"); }
std::string canonical(const Value& given) {
  return canonical_text(canonical_regularizers(normal(given)));
}

TEST_CASE("rules are sorted by name, described and sourced") {
  std::vector<std::string> names;
  for (const RuleEntry& entry : rule_entries()) {
    names.push_back(entry.name);
    CAPTURE(entry.name);
    CHECK(entry.schema.name == entry.name);
    CHECK_FALSE(entry.summary.empty());
    CHECK_FALSE(entry.equation.empty());
    CHECK_FALSE(entry.source.empty());
    CHECK((entry.off_field.empty() || entry.schema.field(entry.off_field) != nullptr));
    CHECK((entry.schema.field(entry.schema.shorthand) != nullptr ||
           entry.schema.shorthand == entry.schema.tag));
  }
  CHECK(std::is_sorted(names.begin(), names.end()));
  std::vector<std::string> files;
  for (const auto& file :
       std::filesystem::directory_iterator(REGSWEEP_SOURCE_DIR "/lib/regularizers/rules")) {
    files.push_back(file.path().stem().string());
  }
  std::sort(files.begin(), files.end());
  CHECK(names == files);
}

TEST_CASE("a bare number means a rule's main field") {
  CHECK(canonical(Value(
            Map{{"max_norm", 3, {}}, {"early_stopping", 5, {}}, {"weight_decay", 1e-4, {}}})) ==
        R"({"early_stopping":{"metric":"loss","minimum_improvement":0,"patience":5},)"
        R"("max_norm":{"layers":"all","limit":3},)"
        R"("weight_decay":{"rate":1e-04}})");
}

TEST_CASE("rules that do nothing are dropped, and nothing else is") {
  CHECK(canonical(Value(Map{})) == "{}");
  CHECK(
      canonical(Value(Map{
          {"l1", 0, {}}, {"l2", 0.0, {}}, {"weight_decay", 0, {}}, {"label_smoothing", 0, {}}})) ==
      "{}");
  CHECK(canonical(Value(Map{{"l2", 1e-3, {}}, {"l1", 0, {}}})) == R"({"l2":{"rate":0.001}})");
}

TEST_CASE("the canonical map does not depend on the order of keys, and is its own canonical map") {
  const Value one =
      canonical_regularizers(normal(Value(Map{{"weight_decay", 1e-4, {}}, {"l1", 1e-5, {}}})));
  const Value other =
      canonical_regularizers(normal(Value(Map{{"l1", 1e-5, {}}, {"weight_decay", 1e-4, {}}})));
  CHECK(one.keys() == std::vector<std::string>{"l1", "weight_decay"});
  CHECK(other.keys() == one.keys());
  CHECK(canonical_regularizers(normal(one)) == one);
}

TEST_CASE("the rules of a canonical map are made in the order of their names") {
  const auto rules = make_rules(canonical_regularizers(
      normal(Value(Map{{"sam", 0.05, {}}, {"r_drop", 2, {}}, {"l2", 0, {}}}))));
  REQUIRE(rules.size() == 2);
  CHECK(rules[0]->computes_part_gradient());
  CHECK_FALSE(rules[1]->computes_part_gradient());
}

TEST_CASE("an axis may name a rule or a field of it") {
  using Keys = std::vector<std::string>;
  CHECK(regularizers_schema().resolve("max_norm", {}) == Keys{"max_norm", "limit"});
  CHECK(regularizers_schema().resolve("early_stopping.metric", {}) ==
        Keys{"early_stopping", "metric"});
}

TEST_CASE("mistakes in the map are told in one sentence") {
  CHECK_THROWS_WITH(normal(Value(Map{{"maxnorm", 3, {}}})),
                    "unknown key 'maxnorm' in regularizers; did you mean 'max_norm'?");
  CHECK_THROWS_WITH(normal(Value(Map{{"l2", Value(Map{}), {}}})),
                    "regularizers.l2.rate is missing; add 'rate:' with a number with rate >= 0: "
                    "factor: rate / 2 * sum of squares; 0 is "
                    "absent");
}

}  // namespace regsweep::rule_entry_test
