// Memory guard: a trial starts only when its estimated memory (training/memory.hpp) is free here, for the kernel kills without a word.
//
// Free is the least of what says a limit: the machine (MemAvailable), the control groups of this process up to the root (v1 and v2: limit
// less use, where file pages that can be dropped are no use), the task of Slurm (SLURM_MEM_PER_NODE, SLURM_MEM_PER_CPU).
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <string>

#include "sweep/plan.hpp"

namespace regsweep {

struct FreeMemory {
  std::int64_t bytes = 0;
  std::string where;  // "on this machine"
};

/// What may still be used. `root` is where /proc and /sys are. Nothing that says a limit: no limit.
FreeMemory free_memory(const std::function<const char*(const char*)>& variable, const std::filesystem::path& root = "/");
FreeMemory free_memory_here();

/// "738 MiB", "12.4 GiB"
std::string memory_text(std::int64_t bytes);

/// Estimated bytes of a worker that trains the plan's largest variant; 0 when that cannot be said because its data are not here.
std::int64_t largest_memory(const Plan& plan);

/// How many of `wanted` workers fit side by side, at least one.
int workers_that_fit(int wanted, std::int64_t memory_of_each, std::int64_t free);

class MemoryGuard {
 public:
  MemoryGuard(const Plan& plan, std::function<FreeMemory()> look) : plan_(plan), look_(std::move(look)) {}

  /// Why a trial of this variant cannot start now: one sentence with estimate, what is free, and remedy. Empty when it can.
  std::string obstacle(std::size_t variant);

 private:
  std::int64_t estimate(std::size_t variant);

  const Plan& plan_;
  std::function<FreeMemory()> look_;
  std::map<std::size_t, std::int64_t> estimates_;  // variant -> bytes
};

}  // namespace regsweep
