// Summary: mean, standard deviation and count of the plan's primary metric for each variant, the
// best first. Only the metric that was frozen with the plan is shown: choosing among all of them
// after the fact would favour one by chance.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "execution/directory/sweep_directory.hpp"
#include "execution/display/terminal.hpp"

namespace regsweep {

/// In the order of plan.trials: whether the trial is finished, and the last value of its primary
/// metric (nan when it diverged).
struct TrialValues {
  std::vector<bool> finished;
  std::vector<double> values;
};

/// Reads the files that trials.index does not know.
TrialValues values_of_trials(const Plan& plan, const SweepDirectory& directory);

/// The same from results.h5; nothing when that is absent or damaged.
std::optional<TrialValues> values_of_results(const Plan& plan, const SweepDirectory& directory);

struct VariantSummary {
  std::size_t variant = 0;
  std::int64_t count = 0;          // finished trials with a number
  std::int64_t diverged = 0;       // finished trials without one
  double mean = 0, deviation = 0;  // nan without numbers; the deviation needs two
};

/// Sorted by mean, ascending: every metric is a loss or an error. Variants without a number come
/// last.
std::vector<VariantSummary> summarize(const Plan& plan, const TrialValues& trials);

/// The table for the terminal; at most `most` variants.
std::string summary_table(const Plan& plan, const std::vector<VariantSummary>& summary,
                          const Terminal& terminal, std::size_t most);

}  // namespace regsweep
