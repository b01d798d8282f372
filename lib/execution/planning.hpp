// Planning with knowledge of training: the grammar of a trial, checks against the data, costs and a
// calibration of this machine.
#pragma once

#include <vector>

#include "execution/directory/data_files.hpp"
#include "sweep/grammar.hpp"
#include "sweep/plan.hpp"
#include "training/configuration.hpp"

namespace regsweep {

TrialGrammar trial_grammar();

/// The same for a YAML that may name data files, which it counts by content. `files` outlives it.
TrialGrammar trial_grammar(FilesOfYaml& files);

struct PlanCosts {
  std::vector<Estimate> variants;  // per trial of each variant
  double flops = 0;                // of all trials
  double held_out = 0;             // largest test (or validation) part by training part
};

/// Checks every variant against the sizes of its data, and that every trial will record the metric
/// of the analysis, and estimates its cost. ConfigurationError or DataError.
PlanCosts check_and_estimate(const Plan& plan);

/// The same, or variants of equal cost where that is impossible, as when the data are not here: for
/// those who only show progress.
PlanCosts costs_or_equal(const Plan& plan);

/// Reads each data source of the plan that is on this machine: data that are there and cannot be
/// used are a DataError before anything runs. Not that of calibrate() if it `was_calibrated`.
void read_all_data(const Plan& plan, const PlanCosts& costs, bool was_calibrated);

/// Floating-point operations per second of one worker here, measured on some steps of the plan's
/// most expensive variant.
double calibrate(const Plan& plan, const PlanCosts& costs, double seconds = 0.5);

}  // namespace regsweep
