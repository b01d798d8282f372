// Worker: trains the trials of a sweep directory that nobody else trains, until none is left for
// it.
//
// It takes the trials of its shard first. Those of other shards, when it helps, it leaves to them
// as long as their names stand in the folders of results and of claims: a thousand helpers that
// open a hundred thousand files each would keep a file server busy for hours.
//
// Per trial: skip if finished or failed for good, claim, look again, resume from its checkpoint if
// there is one, train, publish, remove the checkpoint, release. Checkpoints are written on a time
// cadence and within a step of a stop signal. An error of a trial is written to failures/ and the
// worker goes on; errors of data or storage end the worker, because they are nobody's trial's
// fault.
//
// A trial that needs more memory than is free is left, untried. When nothing else is left, the
// worker waits as long as others of this machine train, for their memory comes back; then it ends
// with a LaunchError.
#pragma once

#include <functional>
#include <string>

#include "core/environment.hpp"
#include "core/records.hpp"
#include "execution/directory/claims.hpp"
#include "execution/directory/sweep_directory.hpp"
#include "execution/memory_guard.hpp"
#include "execution/shard.hpp"

namespace regsweep {

struct WorkerOptions {
  std::string name;
  double checkpoint_seconds = 60;
  double heartbeat_seconds = 0.5;
  double lease_seconds = default_lease_seconds;
  std::optional<Shard> shard = {};  // the trials to take; none: all
  bool help_others = false;         // after its shard, take what is free of the others
  std::int64_t most_trials = -1;    // leave after having settled so many; -1: no limit
  bool grows = true;  // goes on with later generations of the plan, and freezes them when they are
                      // due; false under a supervisor, which does that
  std::vector<int> shared_data =
      {};  // descriptors of datasets that a supervisor has loaded for all its workers
  std::function<FreeMemory()> free_memory = free_memory_here;
  const Environment* environment = &system_environment();  // of results, checkpoints and cadences
};

struct WorkerReport {
  std::int64_t finished = 0, diverged = 0, failed = 0;
  std::int64_t settled = 0;  // trials that will not be trained again after this worker's attempt
  int signal = 0;            // the stop signal that ended it, or 0
};

/// Seconds between heartbeats of one of so many shards: all together do not write more than some
/// hundreds of claims per second.
double heartbeat_of_shard(const std::optional<Shard>& shard);

/// Trains until nothing is left that is not finished, failed for good or claimed by a living
/// process; of a plan that goes on, until its last generation. Tells what it does on stdout.
WorkerReport work(const SweepDirectory& directory, const Plan& plan, const WorkerOptions& options);

/// What a trial file says besides its curves: identity and configuration.
void describe_trial(Group& records, const Plan& plan, const PlannedTrial& trial);

}  // namespace regsweep
