#include "sweep/analysis.hpp"

#include <algorithm>

namespace regsweep {
namespace {

Fields<AnalysisOptions> declare() {
  using A = AnalysisOptions;
  return Fields<A>("analysis", "What the report tests; frozen with the plan")
      .add("metric", &A::metric,
           "the one number of a trial that is compared, at the last evaluation; best.<metric>: at "
           "the best validation")
      .choice("compare", &A::compare, {{"to_baseline", "to_baseline"}, {"all_pairs", "all_pairs"}},
              "the family of comparisons: each variant with the baseline, or all pairs")
      .choice("pairing", &A::pairing, {{"none", "none"}, {"seed", "seed"}},
              "seed: differences within seeds; none: variants as independent groups")
      .add("alpha", &A::alpha, "level of the tests and 1 - coverage of the intervals",
           Range{0, 1, true, true})
      .add("test", &A::test,
           "what decides: t (Welch's or paired), or permutation (exact; needs more seeds); "
           "default: t")
      .add("margin", &A::margin,
           "differences within +- margin count as equivalent, in the metric's units (an error of "
           "0.002 is 0.2 points)",
           above(0))
      .add("tasks", &A::tasks,
           "the axis whose values are tasks, such as data.name: variants are compared within "
           "tasks, and averaged over them");
}

}  // namespace

Schema analysis_schema(const std::vector<std::string>& metrics) {
  Schema schema = declare().schema();
  schema.fields.front().kind = FieldKind::choice;
  schema.fields.front().choices = metrics;
  Field& test = *std::find_if(schema.fields.begin(), schema.fields.end(),
                              [](const Field& each) { return each.key == "test"; });
  test.kind = FieldKind::choice;
  test.choices = {"t", "permutation"};
  Field baseline;
  baseline.key = "baseline", baseline.kind = FieldKind::anything, baseline.optional = true;
  baseline.doc =
      "settings that select exactly one variant, or its label; default: the first variant";
  schema.fields.insert(schema.fields.begin() + 1, baseline);
  return schema;
}

Value read_analysis(const Value& given, const std::vector<std::string>& metrics) {
  return analysis_schema(metrics).normalize(given, "analysis");
}

}  // namespace regsweep
