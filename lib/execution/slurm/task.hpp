// A task of a sweep's array, from inside: what Slurm gave it, when its time is over, and how it
// comes back.
//
// Measured rules (Slurm 22.05): a task that ends after a warning is not run again, so it must ask
// for it itself and then wait to be ended; after SIGTERM (preemption, scancel) Slurm has already
// decided about the task, so it only waits.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>

#include "core/error.hpp"

namespace regsweep {

struct SlurmPlace {
  std::string job, task;  // array job id and number in it; the job's own id when it is no array
  std::string requeue_name() const { return task.empty() ? job : job + "_" + task; }

  std::int64_t cpus = 1;      // of this task on this node
  std::int64_t memory = 0;    // bytes; 0: not limited
  std::int64_t restarts = 0;  // how often it was requeued
  std::string node;
};

/// From Slurm's variables; nothing outside of Slurm. `variable` is getenv.
std::optional<SlurmPlace> slurm_place(const std::function<const char*(const char*)>& variable);

/// Sends this process the cluster's own warning, SIGUSR1, some seconds (`grace`) before the task's
/// time limit, whatever the site has configured; does nothing when there is no limit. Returns the
/// seconds from now, or -1.
std::int64_t warn_before_time_limit(const std::string& job_id, std::int64_t grace);

/// After the signal `signal` ended the task's work: asks Slurm to run the task again if it was a
/// warning (SIGUSR1), by requeueing or, where that is forbidden, by submitting `script` for this
/// task again with two arguments (what to add to SLURM_ARRAY_TASK_ID to get its number, tasks in
/// all), and the finish.sbatch beside it to collect after that; then waits to be ended. Returns the
/// exit code if nobody does.
ExitCode leave_slurm_task(const SlurmPlace& place, int signal, const std::string& script,
                          const std::string& shard);

}  // namespace regsweep
