// Pool: a supervisor that keeps N worker processes of a sweep directory busy, shows their progress,
// replaces those that crash, and stops them cleanly. Workers are this program, started as `regsweep
// work DIR --worker-name i`, each with one BLAS thread unless asked otherwise. Two or more share
// one copy of the data, which the supervisor loads for them; there are as many as there is memory
// for.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "execution/directory/sweep_directory.hpp"
#include "execution/display/terminal.hpp"
#include "execution/memory_guard.hpp"
#include "execution/planning.hpp"

namespace regsweep {

struct PoolOptions {
  int workers = 1;
  std::string program = own_program();
  Terminal terminal;
  std::string name_prefix =
      {};  // of the workers' names: they must differ between pools of one directory
  std::vector<std::string> worker_arguments = {};  // further words of `regsweep work`
  int blas_threads = 1;           // of each worker; other counts may give other bits
  std::int64_t most_trials = -1;  // of all its workers together, then they leave; -1: no limit
  bool grows = true;              // goes on with the generations that follow the plan
  bool shared =
      false;  // one of many pools, ended from outside: leaves when its workers find nothing more
  std::function<FreeMemory()> free_memory = free_memory_here;
};

struct PoolReport {
  std::int64_t finished = 0;  // in this run
  std::int64_t crashes = 0;
  int signal = 0;  // the stop signal that ended it, or 0
};

/// Runs until every trial is finished or failed for good, or, if `shared`, until its workers have
/// left; of a plan that goes on, generation after generation, the next one being frozen when it is
/// due. StorageError, DataError or LaunchError when workers cannot go on.
PoolReport run_pool(const SweepDirectory& directory, const Plan& plan, const PlanCosts& costs,
                    const PoolOptions& options);

/// Cores that this process may use.
int available_cores();

}  // namespace regsweep
