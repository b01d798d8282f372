// Memory guard: a trial starts only when its estimated memory (training/memory_estimate.hpp) is
// free on this machine, because the kernel ends a process that takes more without saying why; and a
// machine gets as many workers as fit beside the one copy of the data that they share.
//
// Free is the least of these: the machine (MemAvailable), the control groups of this
// process up to the root (v1 and v2: limit less use, where file pages that can be dropped are no
// use), the task of Slurm (SLURM_MEM_PER_NODE, SLURM_MEM_PER_CPU).
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "sweep/plan.hpp"
#include "training/memory_estimate.hpp"

namespace regsweep {

struct FreeMemory {
  std::int64_t bytes = 0;
  std::string where;  // "on this machine"
};

/// What may still be used; unlimited when nothing sets a limit. `root` is where /proc and /sys are.
FreeMemory free_memory(const std::function<const char*(const char*)>& variable,
                       const std::filesystem::path& root = "/");
FreeMemory free_memory_here();

/// "738 MiB", "12.4 GiB"
std::string memory_text(std::int64_t bytes);

/// Estimated bytes of workers, each of which may train any of some variants. All 0 when the data
/// are not here.
struct WorkersMemory {
  std::int64_t alone = 0;    // one that loads its data itself
  std::int64_t sharing = 0;  // each of several that share them
  std::int64_t shared = 0;   // what they share
  std::int64_t loading = 0;  // their supervisor at its peak, before they start

  /// How many of `wanted` workers fit side by side, at least one.
  int that_fit(int wanted, std::int64_t free) const;
};

/// Of these variants, in an order in which their data may be shared; of all.
WorkersMemory workers_memory(const Plan& plan, const std::vector<std::size_t>& variants);
WorkersMemory workers_memory(const Plan& plan);

class MemoryGuard {
 public:
  MemoryGuard(const Plan& plan, std::function<FreeMemory()> look)
      : plan_(plan), look_(std::move(look)), estimates_(plan.probes) {}

  /// The facts of a variant's data, so that they are not read to be known.
  void know(std::size_t variant, const DatasetFacts& facts);

  /// Why a trial of this variant cannot start now: one sentence with estimate, what is free, and
  /// remedy. Empty when it can. Data that are mapped from memory that others share are there
  /// already.
  std::string obstacle(std::size_t variant, bool data_are_mapped);

 private:
  const MemoryEstimate& estimate(std::size_t variant);

  const Plan& plan_;
  std::function<FreeMemory()> look_;
  MemoryEstimates estimates_;
  std::map<std::size_t, MemoryEstimate> known_;  // by variant
};

}  // namespace regsweep
