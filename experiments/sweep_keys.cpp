#include "sweep_keys.hpp"

namespace regsweep {

const std::vector<SweepKey>& sweep_keys() {
  static const std::vector<SweepKey> keys{
      {"sweep", "letters a-z, digits, '-'; required",
       "name of the sweep and of its directory below results/", "mnist-dropout"},
      {"description", "text", "one line for people; stands in results.h5", "Dropout rate on MNIST"},
      {"base", "a map; required", "one complete trial; the axes vary it",
       "{data: mnist, model: ...}"},
      {"axes", "a map, or a list of maps", "what varies; the product of all entries, see below",
       "{dropout.hidden: [0, 0.5]}"},
      {"exclude", "a list of maps", "cells that match one of these are left out",
       "[{dropout.hidden: 0, dropout.input: 0.2}]"},
      {"seeds", "a count n (seeds 0 .. n-1) or a list",
       "replicates; every variant runs with the same seeds", "10"},
      {"analysis", "a map",
       "primary metric, baseline and family of comparisons; frozen with the plan",
       "{metric: test.error, baseline: {dropout.hidden: 0}, compare: to_baseline, pairing: none, "
       "alpha: 0.05, test: t, margin: 0.002}"},
      {"execution", "a map",
       "how trials are computed, on whatever machine; frozen with the plan, no part of a trial's "
       "identity",
       "{blas_kernel: Haswell}"},
      {"slurm", "a map",
       "how `regsweep submit` runs the sweep on a Slurm cluster; no part of a trial's identity",
       "{partition: cpu, time: 4:00:00, cpus: 4}"},
  };
  return keys;
}

const std::vector<AxisForm>& axis_forms() {
  static const std::vector<AxisForm> forms{
      {"dropout.hidden.rate: [0, 0.25, 0.5]", "these values; dropout.hidden means its field rate"},
      {"data.train: {log: [500, 50000, 5]}",
       "5 values from 500 to 50000, evenly spaced on a logarithmic scale"},
      {"dropout.input: {range: [0, 0.4, 0.1]}", "first, last, step: 0, 0.1, 0.2, 0.3, 0.4"},
      {"zip: {optimizer.learning_rate: [0.1, 0.05], training.epochs: [20, 40]}",
       "lists of equal length that move together"},
      {"placements: {of: [input, hidden], choose: powerset, rate: 0.2}",
       "which of the placements drop: powerset, one_at_a_time or leave_one_out"},
      {"variants: {none: {}, l2: {regularizers.l2: 1e-4}}", "named sets of overrides"},
  };
  return forms;
}

}  // namespace regsweep
