// Generations: the chain of plans of a sweep that goes on (sweep/growth.hpp), as files.
//
//   plan.<k>.json   generation k, with its digest and that of generation k - 1
//   plan.json       the newest of them
//
// SweepDirectory::read_plan() follows the numbered files from plan.json on, so one that a slow or
// dying worker has left behind does no harm, and the next grow() renews it. Files of another chain
// do not fit by their digests and are ignored.
#pragma once

#include <functional>
#include <optional>
#include <vector>

#include "execution/directory/sweep_directory.hpp"
#include "sweep/growth.hpp"

namespace regsweep {

struct Growth {
  std::optional<Plan> next;  // the newest generation after a plan
  bool open = false;         // none, but there may be one when the trials under way have ended
};

/// What goes on after `plan`: the newest generation that stands in the directory, or else, when all
/// trials are settled, the next one, which is then frozen. Neither `next` nor `open` for a plan
/// without growth, after the last generation, and when another plan has been frozen here.
Growth grow(const SweepDirectory& directory, const Plan& plan,
            const GrowthRules& rules = growth_rules());

/// Waits while others train trials of a plan that goes on. True when there is something to do
/// again: all trials are settled, the plan has grown, or a trial that was under way is free. False
/// when nobody trains what is left, and when `stopped` says so.
bool wait_for_others(const SweepDirectory& directory, const Plan& plan,
                     const std::function<bool()>& stopped);

/// Takes generations back before trials that they rest on are opened again: what was chosen or
/// decided by their results is made anew.
class GenerationsTakenBack {
 public:
  /// `plan`: the newest generation in the directory.
  GenerationsTakenBack(const SweepDirectory& directory, const Plan& plan);

  /// Makes plan.json the generation that first had this trial of the plan, unless an earlier one
  /// was made so; the later ones move to DIR/retried/. StorageError when that is impossible.
  void before_opening(std::size_t trial);

  std::int64_t count() const { return count_; }

 private:
  const SweepDirectory& directory_;
  std::vector<std::size_t> trials_;  // of each generation, which begin with those of the one before
  std::int64_t count_ = 0;
};

}  // namespace regsweep
