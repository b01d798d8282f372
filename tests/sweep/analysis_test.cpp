// The analysis block: defaults and choices.
#include "sweep/analysis.hpp"

#include <catch2/catch.hpp>

#include "sweep/yaml.hpp"

namespace regsweep::analysis_test {

Value read(const std::string& yaml) {
  return read_analysis(read_yaml(yaml, "f"), {"test.error", "test.loss"});
}

TEST_CASE("an absent block has the defaults, and no metric: the report takes the task's own") {
  CHECK(read("").shown() == "{compare: to_baseline, pairing: seed, alpha: 0.05}");
}

TEST_CASE("everything given is kept, the baseline as it is written") {
  CHECK(
      read("{metric: test.loss, baseline: {a: 0}, compare: all_pairs, pairing: seed, alpha: 0.01}")
          .shown() ==
      "{metric: test.loss, baseline: {a: 0}, compare: all_pairs, pairing: seed, alpha: 0.01}");
  CHECK(read("{baseline: none}").at("baseline").text() == "none");
}

TEST_CASE("test and margin are declared or absent; the report knows what absent means") {
  CHECK(read("{test: permutation, margin: 0.0037}").shown() ==
        "{compare: to_baseline, pairing: seed, alpha: 0.05, test: permutation, margin: 0.0037}");
  CHECK_THROWS_WITH(read("{test: permutatoin}"),
                    "f:1:8: analysis.test = 'permutatoin' is unknown; did you mean 'permutation'?");
  CHECK_THROWS_WITH(
      read("{margin: 0}"),
      "f:1:10: analysis.margin = 0 violates margin > 0; give a number with margin > 0");
}

TEST_CASE("options are typed; what may be absent stays so") {
  const AnalysisOptions defaults = analysis_options(read(""));
  CHECK_FALSE(defaults.metric);
  CHECK_FALSE(defaults.test);
  CHECK_FALSE(defaults.margin);
  CHECK_FALSE(defaults.baseline_variant);
  CHECK(defaults.alpha == 0.05);
  CHECK(defaults.compare == ComparisonFamily::to_baseline);
  const AnalysisOptions options = analysis_options(
      read("{metric: test.loss, compare: all_pairs, pairing: seed, alpha: 0.01, test: permutation, "
           "margin: 0.2, tasks: data.name}"));
  CHECK(options.metric == "test.loss");
  CHECK(options.metric_where.column == 10);
  CHECK(options.compare == ComparisonFamily::all_pairs);
  CHECK(options.pairing == TrialPairing::seed);
  CHECK(options.alpha == 0.01);
  CHECK(options.test == DecidingTest::permutation);
  CHECK(options.margin == 0.2);
  CHECK(options.tasks == "data.name");
}

TEST_CASE("the axis of tasks is kept as it is written") {
  CHECK(read("{tasks: data.name}").shown() ==
        "{compare: to_baseline, pairing: seed, alpha: 0.05, tasks: data.name}");
}

TEST_CASE("metrics are those that training measures") {
  CHECK_THROWS_WITH(read("{metric: test.los}"),
                    "f:1:10: analysis.metric = 'test.los' is unknown; did you mean 'test.loss'?");
  CHECK_THROWS_WITH(
      read("{alpha: 0}"),
      "f:1:9: analysis.alpha = 0 violates 0 < alpha < 1; give a number with 0 < alpha < 1");
}

}  // namespace regsweep::analysis_test
