// The analysis block of a sweep: decided before anything runs, frozen with the plan.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/fields.hpp"

namespace regsweep {

/// Which variants are compared: each with the baseline, or each with each.
enum class ComparisonFamily { to_baseline, all_pairs };

/// Whether the trials of two variants are independent groups, or pairs of equal seeds.
enum class TrialPairing { none, seed };

/// What decides a comparison: Welch's or the paired t-test, or an exact permutation test.
enum class DecidingTest { t, permutation };

struct AnalysisOptions {
  std::optional<std::string> metric;  // none: nothing is compared while trials run
  ComparisonFamily compare = ComparisonFamily::to_baseline;
  TrialPairing pairing = TrialPairing::seed;
  double alpha = 0.05;                // level of the tests, in (0, 1)
  std::optional<DecidingTest> test;   // none: the report's default, t
  std::optional<double> margin;       // smaller differences are equivalent; in the metric's units
  std::optional<std::string> tasks;   // the axis whose values are tasks
  std::optional<std::string> splits;  // the axis whose values are splits of the same data

  // Only of the block of a plan:
  std::optional<std::size_t> baseline_variant;  // index into Plan::variants
  Location metric_where;                        // where the metric was written
};

/// `metrics`: what may be named, the first one first.
Schema analysis_schema(const std::vector<std::string>& metrics);

/// Checks the block (null: all defaults). The result has compare, pairing, alpha, and as given
/// metric, baseline, test, margin, tasks and splits.
Value read_analysis(const Value& given, const std::vector<std::string>& metrics);

/// The typed options of a block that read_analysis has checked, such as Plan::analysis.
AnalysisOptions analysis_options(const Value& checked);

}  // namespace regsweep
