// Shards: which part of a plan a task of an array takes first, on any cluster whose arrays number
// their tasks.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace regsweep {

struct Shard {
  std::int64_t index = 0, count = 1;  // 0 <= index < count
};

/// "3/8": the trials whose number in the order of training (sweep/plan.hpp: seed_by_seed) leaves 3
/// when divided by 8. ConfigurationError.
Shard read_shard(const std::string& text);

/// The shard that the variables of a cluster give to one task of an array: Slurm
/// (SLURM_ARRAY_TASK_ID with _MIN, _STEP and _COUNT), PBS (PBS_ARRAY_INDEX), Grid Engine
/// (SGE_TASK_ID, _FIRST, _LAST, _STEPSIZE) and Kubernetes' indexed jobs (JOB_COMPLETION_INDEX). PBS
/// and Kubernetes do not tell how many tasks there are: REGSWEEP_TASKS does, and REGSWEEP_FIRST is
/// the first index (default 0). Nothing when no such variable is set; ConfigurationError when they
/// contradict one another. `variable` is getenv.
std::optional<Shard> shard_of_environment(const std::function<const char*(const char*)>& variable);

/// Numbers from 0 to size-1: those of the shard first, and the others after them if `help_others`.
std::vector<std::size_t> shard_order(std::size_t size, const std::optional<Shard>& shard,
                                     bool help_others);

}  // namespace regsweep
