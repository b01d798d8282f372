// The trials of a tuned comparison that served to choose settings, as the group `tuning` of
// results.h5. They stand along a dimension of their own, so that nobody takes them for results.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "results/collect.hpp"
#include "results/trial_columns.hpp"

namespace regsweep {

class TuningRows {
 public:
  TuningRows();

  /// One row, whatever became of the trial; `tree` is that of its file, empty where it has none.
  void add(const CollectTrial& trial, std::string status, const Group& tree);

  /// Adds the group to the root, unless nothing was tuned.
  void write(Group& root);

 private:
  std::vector<const CollectTrial*> trials_;
  std::vector<std::string> status_;
  std::vector<double> core_seconds_;
  TrialTable<double> numbers_;  // of final/ and probes/
};

}  // namespace regsweep
