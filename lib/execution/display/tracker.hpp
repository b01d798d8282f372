// Tracker: watches the files of a sweep directory for a supervisor or `status`: what finished since
// the last look, who trains what, how fast it goes. Writes nothing.
#pragma once

#include <chrono>
#include <string>
#include <unordered_map>
#include <vector>

#include "execution/directory/claims.hpp"
#include "execution/directory/standing.hpp"
#include "execution/display/progress.hpp"
#include "execution/planning.hpp"

namespace regsweep {

struct LiveClaim {
  std::size_t trial;  // index in plan.trials
  ClaimRecord record;
};

class Tracker {
 public:
  Tracker(const SweepDirectory& directory, const Plan& plan, const PlanCosts& costs);

  /// Looks at the directory; returns the indices of the trials that were settled (finished, or
  /// failed for good) since the last look.
  std::vector<std::size_t> update();

  const Standing& standing() const { return standing_; }
  std::int64_t open() const;  // trials that are not settled
  const std::vector<LiveClaim>& claims() const {
    return claims_;
  }  // of living holders, as of the last update

  /// Numbers of the display; `workers` is left empty.
  ProgressState state() const;
  WorkerLine line_of(const LiveClaim& claim, const std::string& worker) const;

  /// Rate and time left from the times of the files, for a look at a sweep that others train.
  void estimate_from_files(const SweepDirectory& directory, ProgressState& state) const;

  /// "[hidden.rate=0.5] seed 3: test.error 0.0312" of a settled trial; counts diverged ones.
  std::string sentence_of(std::size_t trial);

 private:
  using Clock = std::chrono::steady_clock;
  double weight(std::size_t trial) const;
  double work_done() const;

  const SweepDirectory& directory_;
  const Plan& plan_;
  const PlanCosts& costs_;
  Standing standing_;
  std::unordered_map<std::string, std::size_t> open_;  // id -> index
  std::vector<LiveClaim> claims_;
  std::int64_t settled_at_start_ = 0, diverged_ = 0;
  double settled_work_ = 0, total_work_ = 0, work_at_start_ = 0;
  Clock::time_point start_;
};

}  // namespace regsweep
