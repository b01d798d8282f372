// What a user may say about running on Slurm: the `slurm:` block of a sweep, a file such as
// configs/slurm/preemptible.yaml, options of `regsweep submit`. It says where and how trials run,
// never what they are: no trial's identity depends on it.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/fields.hpp"

namespace regsweep {

struct SlurmOptions {
  std::string partition, account, qos, constraint, time,
      mem;                           // sbatch's own; empty: the cluster's default
  std::int64_t cpus = 1;             // of a task; as many trials run in it at once
  std::int64_t concurrency = 0;      // tasks that run at once; 0: as many as the cluster gives
  std::int64_t trials_per_task = 0;  // 0: one per cpu
  std::int64_t grace =
      120;               // seconds before the time limit at which a task saves and requeues itself
  bool scratch = false;  // copy the datasets to the node's own disk first
  bool report = true;    // write report.html after collecting
  std::vector<std::string> setup;   // shell lines before the program: module load ...; one that
                                    // fails ends the task
  std::vector<std::string> sbatch;  // further options, in sbatch's own words

  std::int64_t trials_of_a_task() const { return trials_per_task > 0 ? trials_per_task : cpus; }
  std::int64_t grace_seconds() const;  // `grace`, but at most half of the time limit, so that every
                                       // run of a task gets somewhere
};

/// One of `sbatch`: "--comment=two words", "--comment two words", "-x node7", "-xnode7".
struct SbatchOption {
  std::string name, separator, value;  // "--comment", "=", "two words"; without quotes around it
};
SbatchOption read_sbatch_option(const std::string& text);

const Fields<SlurmOptions>& slurm_fields();

/// The options of maps laid over one another, the last one wins (null counts as empty).
/// ConfigurationError, also for options in `sbatch` that regsweep sets itself.
Value merged_slurm_options(const std::vector<Value>& layers);
SlurmOptions read_slurm_options(const Value& merged);

}  // namespace regsweep
