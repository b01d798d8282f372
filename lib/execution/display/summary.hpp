// Summary: mean, standard deviation and count of the plan's primary metric for each variant, in the
// order of the plan: a ranking by test results invites stopping when it pleases. Only the metric
// that was frozen with the plan is shown: choosing among all of them after the fact would favour
// one by chance. While the settings of a tuned comparison are chosen, it is the one that chooses.
//
// Splits of the same data (folds) are no variants: a setting has one row, and what is counted is
// its splits, each with the mean over its seeds (analysis/splits.py).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "execution/directory/sweep_directory.hpp"
#include "execution/display/terminal.hpp"

namespace regsweep {

/// What came of a trial, by its files. failed: for good.
enum class TrialResult { done, diverged, failed, missing };

/// In the order of plan.trials: what came of the trial, and the last value of its primary metric
/// (nan without a result, when it diverged, and when it does not record the metric).
struct TrialValues {
  std::vector<TrialResult> results;
  std::vector<double> values;
  std::vector<std::string> programs = {};  // that made them, by id; "" where no record is
};

/// Reads the files that trials.index does not know.
TrialValues values_of_trials(const Plan& plan, const SweepDirectory& directory);

/// The same from results.h5, which has no row for a trial that tunes; nothing when that is absent,
/// damaged or of a program of before, or when all trials tune.
std::optional<TrialValues> values_of_results(const Plan& plan, const SweepDirectory& directory);

struct VariantSummary {
  std::size_t variant = 0;   // of a setting with splits: that of the first
  std::string label;         // without the split
  bool baseline = false;     // of the comparison
  std::int64_t count = 0;    // trials (or splits) with a number
  std::int64_t without = 0;  // trials that are done and do not record the metric
  std::int64_t diverged = 0, failed = 0, missing = 0;
  double mean = 0, deviation = 0;  // nan without numbers; the deviation needs two, and is 0 of
                                   // numbers that are one but for rounding
};

/// In the order of plan.variants. A split counts as the worst of its trials: failed, missing,
/// diverged.
std::vector<VariantSummary> summarize(const Plan& plan, const TrialValues& trials);

/// The table for the terminal; at most `most` variants.
std::string summary_table(const Plan& plan, const std::vector<VariantSummary>& summary,
                          const Terminal& terminal, std::size_t most);

}  // namespace regsweep
