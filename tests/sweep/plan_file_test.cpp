// plan.json: the round trip, and files that are no longer what was written.
#include <catch2/catch.hpp>

#include "core/json.hpp"
#include "fake_grammar.hpp"

namespace regsweep::plan_file_test {

Plan example() {
  Plan plan = fake::plan(
      "description: \"caf\\u00e9 \\\"x\\\"\"\n"
      "axes: {optimizer.learning_rate: {log: [1e-7, 0.3, 3]}, variants: {none: {}, wide: "
      "{model.hidden: [16, 4]}}}\n"
      "seeds: [0, 4294967295]\nanalysis: {metric: test.error, baseline: {variants: none, "
      "optimizer.learning_rate: 0.3}}\n");
  plan.provenance = Value(Map{{"version", Value("0.1.0"), {}}});
  return plan;
}

std::string replaced(std::string text, const std::string& from, const std::string& to) {
  REQUIRE(text.find(from) != std::string::npos);
  return text.replace(text.find(from), from.size(), to);
}

const std::string damaged =
    "plan.json was damaged or edited: its content does not fit its digest; plan again from "
    "sweep.yaml";

TEST_CASE("a plan reads back as it was written, to the last bit") {
  const Plan plan = example();
  const Plan back = read_plan(plan_text(plan), "plan.json");
  CHECK(back.sweep == plan.sweep);
  CHECK(back.description == plan.description);
  CHECK(back.axes == plan.axes);
  CHECK(back.seeds == plan.seeds);
  CHECK(back.cells == plan.cells);
  CHECK(back.analysis == plan.analysis);
  CHECK(back.provenance == plan.provenance);
  REQUIRE(back.variants.size() == plan.variants.size());
  for (std::size_t i = 0; i < plan.variants.size(); ++i) {
    CHECK(back.variants[i].label == plan.variants[i].label);
    CHECK(back.variants[i].cells == plan.variants[i].cells);
    CHECK(back.variants[i].settings == plan.variants[i].settings);
    CHECK(canonical_text(back.variants[i].configuration) ==
          canonical_text(plan.variants[i].configuration));
  }
  REQUIRE(back.trials.size() == plan.trials.size());
  for (std::size_t i = 0; i < plan.trials.size(); ++i) {
    const PlannedTrial& trial = back.trials[i];
    CHECK((trial.id == plan.trials[i].id && trial.variant == plan.trials[i].variant &&
           trial.seed == plan.trials[i].seed));
    CHECK(trial.id == trial_id(back.variants[trial.variant].configuration,
                               trial.seed));  // numbers survived exactly
  }
  CHECK(plan_text(back) == plan_text(plan));
}

TEST_CASE("the digest covers everything but the provenance") {
  Plan plan = example();
  const std::string before = plan_digest(plan);
  plan.provenance = Value();
  CHECK(plan_digest(plan) == before);
  CHECK(read_plan(plan_text(plan), "plan.json").provenance.is_null());
  plan.analysis.set("alpha", Value(0.01));
  CHECK(plan_digest(plan) != before);
}

TEST_CASE("a history comes back, is no part of the plan's digest, and an edited one is refused") {
  Plan plan = example();
  const std::string alone = plan_digest(plan);
  plan.history.push_back(record_of(plan, 0));
  plan.seeds.push_back(7);
  plan.analysis.set("alpha", Value(0.01));
  plan.history.push_back(record_of(plan, 37));
  plan.seeds.pop_back();
  plan.analysis.set("alpha", Value(0.05));
  CHECK(plan_digest(plan) == alone);
  const std::string text = plan_text(plan);
  const Plan back = read_plan(text, "plan.json");
  CHECK(plan_text(back) == text);
  REQUIRE(back.history.size() == 2);
  CHECK(back.history[0].finished == 0);
  CHECK(back.history[0].trials == static_cast<std::int64_t>(plan.trials.size()));
  CHECK(back.history[0].analysis.find("baseline_variant") == nullptr);
  CHECK(back.history[1].finished == 37);
  CHECK(back.history[1].seeds == std::vector<std::uint32_t>{0, 4294967295, 7});
  CHECK(back.history[1].analysis.at("alpha") == Value(0.01));
  CHECK_THROWS_WITH(read_plan(replaced(text, "\"finished\":37", "\"finished\":0"), "plan.json"),
                    damaged);
  CHECK_THROWS_WITH(read_plan(replaced(text, "\"alpha\":0.01", "\"alpha\":0.05"), "plan.json"),
                    damaged);
  const Value value = history_value(back.history);
  CHECK(value.list().at(0).at("seeds") == Value(List{Value(0), Value(4294967295)}));
  CHECK(value.list().at(1).at("finished") == Value(37));
}

TEST_CASE("an edited plan is refused, wherever it was edited") {
  const std::string text = plan_text(example());
  CHECK_THROWS_WITH(
      read_plan(replaced(text, "\"learning_rate\":0.3", "\"learning_rate\":0.4"), "plan.json"),
      damaged);
  CHECK_THROWS_WITH(read_plan(replaced(text, "\"alpha\":0.05", "\"alpha\":0.5"), "plan.json"),
                    damaged);
  CHECK_THROWS_WITH(read_plan(replaced(text, "\"seed\": 0}", "\"seed\": 1}"), "plan.json"),
                    damaged);
  CHECK_THROWS_WITH(read_plan(replaced(text, "\"label\"", "\"lable\""), "plan.json"), damaged);
  CHECK_THROWS_WITH(read_plan(replaced(text, "\"cells\": 6", "\"cells\": \"6\""), "plan.json"),
                    damaged);
}

TEST_CASE("other layout of the same content is the same plan") {
  CHECK_NOTHROW(
      read_plan(replaced(plan_text(example()), "\"seed\": 0}", "\"seed\":   0 }"), "plan.json"));
}

TEST_CASE("what is no plan, or another version's, is refused with the way out") {
  const std::string text = plan_text(example());
  CHECK_THROWS_WITH(read_plan("{}", "x.json"),
                    "x.json is no plan of regsweep; name the folder that `regsweep run` or "
                    "`regsweep plan --write` made");
  CHECK_THROWS_WITH(
      read_plan(replaced(text, "\"schema_version\": 1", "\"schema_version\": 9"), "plan.json"),
      "plan.json has schema_version 9, but this program has 1; use the program that wrote it, or "
      "plan again from sweep.yaml");
  const std::string unreadable_version = "\"schema_version\": \"" + std::string(500, '\x7F') + "\"";
  CHECK_THROWS_WITH(
      read_plan(replaced(text, "\"schema_version\": 1", unreadable_version), "plan.json"),
      Catch::StartsWith("plan.json has schema_version ") && Catch::Contains("<U+007F>") &&
          !Catch::Contains("\x7F") && Catch::Contains(" ... "));
  CHECK_THROWS_AS(read_plan(text.substr(0, text.size() / 2), "plan.json"), StorageError);
  CHECK_THROWS_AS(read_plan("", "plan.json"), StorageError);
}

}  // namespace regsweep::plan_file_test
