// History: what a trial has measured so far. Plain numbers; turned into records at the end and into
// checkpoints on the way.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/records.hpp"
#include "evaluation/metric.hpp"

namespace regsweep {

struct History {
  std::vector<Metric> metrics;
  std::vector<std::int64_t> step;            // optimizer steps done at each evaluation
  std::vector<double> epoch;                 // the same in passes over the training part
  std::vector<std::vector<double>> columns;  // one per metric, one number per evaluation
  std::vector<double>
      wall_time;  // seconds of computing up to each evaluation: provenance, not result
  std::vector<std::int64_t> log_step;  // with log_every: steps done when logged
  std::vector<double> log_loss;        // noisy training loss of that step

  explicit History(std::vector<Metric> of);

  /// An evaluation: `row` has a value for each of the metrics.
  void add(std::int64_t at_step, double at_epoch, const MetricRow& row, double seconds);
  const std::vector<double>& column(const std::string& name) const;

  /// The evaluation with the lowest value of a metric (the first of equals), or -1 when there is
  /// none with a finite one; and that of the lowest validation loss.
  std::int64_t lowest(const std::string& metric) const;
  std::int64_t best() const { return lowest("validation.loss"); }

  /// Groups curves/, log/, final/, provenance/ of a trial file. The final numbers are those after
  /// `restored_step` steps, or the last ones; a diverged trial has none (nan).
  void write(Group& root, bool diverged, std::optional<std::int64_t> restored_step = {}) const;

  /// Everything, for a checkpoint, and back.
  void save(Group& root) const;
  void load(const Group& root);
};

}  // namespace regsweep
