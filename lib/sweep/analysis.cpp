#include "sweep/analysis.hpp"

namespace regsweep {
namespace {

Fields<AnalysisOptions> declare() {
  using Options = AnalysisOptions;
  return Fields<Options>("analysis", "What the report tests; frozen with the plan")
      .add("metric", &Options::metric,
           "the one number of a trial that is compared, at the last evaluation; best.<metric>: at "
           "the best validation")
      .choice("compare", &Options::compare,
              {{"to_baseline", ComparisonFamily::to_baseline},
               {"all_pairs", ComparisonFamily::all_pairs}},
              "the family of comparisons: each variant with the baseline, or all pairs")
      .choice("pairing", &Options::pairing,
              {{"none", TrialPairing::none}, {"seed", TrialPairing::seed}},
              "seed: differences within seeds, which keeps the level whatever seeds share; none: "
              "variants as "
              "independent groups, of more power only where seeds share nothing")
      .add("alpha", &Options::alpha, "level of the tests and 1 - coverage of the intervals",
           Range{0, 1, true, true})
      .choice("test", &Options::test,
              {{"t", DecidingTest::t}, {"permutation", DecidingTest::permutation}},
              "what decides: t (Welch's or paired), or permutation (exact; needs more seeds); "
              "default: t")
      .add("margin", &Options::margin,
           "differences within +- margin count as equivalent, in the metric's units (an error of "
           "0.002 is 0.2 points)",
           above(0))
      .add("tasks", &Options::tasks,
           "the axis whose values are tasks, such as data.name: variants are compared within "
           "tasks, and averaged over them")
      .add("splits", &Options::splits,
           "the axis whose values are splits of the same data: seeds are averaged within each, and "
           "variants compared over splits, with the variance that shared training examples ask "
           "for; default: data.fold.index or data.split, if that is an axis");
}

}  // namespace

Schema analysis_schema(const std::vector<std::string>& metrics) {
  Schema schema = declare().schema();
  schema.fields.front().kind = FieldKind::choice;
  schema.fields.front().choices = metrics;
  Field baseline;
  baseline.key = "baseline";
  baseline.kind = FieldKind::anything;
  baseline.optional = true;
  baseline.form = "a map of settings, or a label";
  baseline.json_form = [] {
    const Value settings(Map{{"type", "object", {}}, {"minProperties", 1, {}}});
    const Value label(Map{{"type", "string", {}}});
    return Value(Map{{"anyOf", Value(List{settings, label}), {}}});
  };
  baseline.doc =
      "settings that select exactly one variant, or its label; default: the first variant";
  schema.fields.insert(schema.fields.begin() + 1, baseline);
  return schema;
}

Value read_analysis(const Value& given, const std::vector<std::string>& metrics) {
  return analysis_schema(metrics).normalize(given, "analysis");
}

AnalysisOptions analysis_options(const Value& checked) {
  static const Fields<AnalysisOptions> fields = declare();
  AnalysisOptions options = fields.take(checked);
  if (const Value* metric = checked.find("metric")) options.metric_where = metric->where();
  if (const Value* index = checked.find("baseline_variant")) {
    options.baseline_variant = static_cast<std::size_t>(index->integer());
  }
  return options;
}

}  // namespace regsweep
