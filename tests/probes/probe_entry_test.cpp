// Where a probe measures, and what is said where it cannot.
#include "probes/probe_entry.hpp"

#include <catch2/catch.hpp>

#include "support/small_trial.hpp"

namespace regsweep::probe_entry_test {

using namespace testing;

ProbeEntry entry_with(ProbeNeeds needs) {
  ProbeEntry entry;
  entry.name = "example";
  entry.fields = {"evaluation.example"};
  entry.needs = std::move(needs);
  entry.wanted = [](const EvaluationOptions& options) { return options.per_example; };
  entry.make = [](const ProbedPart&) { return std::make_unique<Probe>(); };
  return entry;
}

TEST_CASE("a probe measures the first of its parts that has examples, or each") {
  const auto both = small_classes();
  const auto text = small_text();  // no test part
  const EvaluationOptions on{true, {}, {}}, off;
  const ProbeEntry first = entry_with({.parts = {"test", "validation"}});
  CHECK(probes_part(first, on, *both, "test"));
  CHECK_FALSE(probes_part(first, on, *both, "validation"));
  CHECK(probes_part(first, on, *text, "validation"));
  CHECK_FALSE(probes_part(first, off, *both, "test"));
  const ProbeEntry each = entry_with({.parts = {"test", "validation"}, .each_part = true});
  CHECK(probes_part(each, on, *text, "test"));
  CHECK(probes_part(each, on, *text, "validation"));
  CHECK_FALSE(probes_part(each, on, *text, "train"));
  const ProbeEntry tokens = entry_with({.parts = {"validation"}, .tokens = true});
  CHECK(probes_part(tokens, on, *text, "validation"));
  CHECK_FALSE(probes_part(tokens, on, *both, "validation"));
}

TEST_CASE("what a probe lacks is said with a remedy") {
  const DatasetFacts classes{Task::classification, 3, 3, 100, 0, 0};
  CHECK(probe_obstacle(entry_with({.parts = {"train"}}), classes, {}).empty());
  CHECK(probe_obstacle(entry_with({.parts = {"test", "validation"}}), classes, {}) ==
        "evaluation.example looks at test examples, but the data have neither a test nor a "
        "validation part; add data.validation: <count>");
  CHECK(probe_obstacle(entry_with({.parts = {"train"}, .tokens = true}), classes, {}) ==
        "evaluation.example needs sequences of tokens, but the data have none; delete it");
  const ProbeEntry attention = entry_with({.parts = {"train"}, .sites = {"attention"}});
  CHECK(probe_obstacle(attention, classes, {"attention"}).empty());
  CHECK(probe_obstacle(attention, classes, {"hidden"}) ==
        "evaluation.example needs the placement 'attention', which the model does not offer; "
        "delete it");
}

}  // namespace regsweep::probe_entry_test
