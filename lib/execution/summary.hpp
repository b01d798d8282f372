// Summary: mean, standard deviation and count of the plan's primary metric for each variant, the best first.
#pragma once

#include <string>
#include <vector>

#include "execution/sweep_directory.hpp"
#include "execution/terminal.hpp"

namespace regsweep {

struct VariantSummary {
  std::size_t variant = 0;
  std::int64_t count = 0;     // finished trials with a number
  std::int64_t diverged = 0;  // finished trials without one
  double mean = 0, deviation = 0;
};

/// The last value of the primary metric in every finished trial's file; nan when absent. In the order of plan.trials.
std::vector<double> final_values(const Plan& plan, const SweepDirectory& directory);

/// From results.h5 instead of the trial files; false when it is absent, damaged, or not of this plan.
bool collected_values(const Plan& plan, const SweepDirectory& directory, std::vector<double>& values, std::vector<bool>& finished);

/// Sorted by mean (ascending: all metrics are losses or errors); variants without a number come last.
std::vector<VariantSummary> summarize(const Plan& plan, const std::vector<double>& values, const std::vector<bool>& finished);

/// The table for the terminal; at most `most` rows.
std::string summary_table(const Plan& plan, const std::vector<VariantSummary>& summary, const Terminal& terminal, std::size_t most);

}  // namespace regsweep
