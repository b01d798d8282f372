// Probing: measurements of finished trials (`regsweep probe`). The weights are those that a trial
// has kept; where it has kept none, it is trained again, which has to give the bits of its file,
// and is measured on the way. Either way the numbers are those of recording while training, bit for
// bit.
#pragma once

#include <string>
#include <vector>

#include "execution/datasets.hpp"
#include "execution/directory/sweep_directory.hpp"
#include "probes/probe_options.hpp"

namespace regsweep {

/// The measurements that `names` ask for, with the options of the plan; one that is not in the plan
/// with its defaults. Without names those of the plan. ConfigurationError for a name that is none,
/// and when nothing is asked for.
Value probes_to_measure(const Plan& plan, const std::vector<std::string>& names);

enum class Probing {
  there,      // all of them were measured before
  from_kept,  // measured with the parameters that the trial kept
  trained_again,
  not_finished,  // the trial has no finished file
  held,          // another process works on it
  interrupted,
};

/// Measures what `plan.trials[trial]` lacks and adds it to its file. `again`: also what it has, to
/// compare. StorageError when numbers or bits differ; nothing is changed then.
Probing probe_trial(const Plan& plan, const SweepDirectory& directory, std::size_t trial,
                    const Value& probes, bool again, DatasetCache& datasets);

/// Finished trials of the plan that lack one of its probes.
std::int64_t trials_without_probes(const Plan& plan, const SweepDirectory& directory);

}  // namespace regsweep
