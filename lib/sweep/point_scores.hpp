// How the points of a tuned comparison rank: by the mean over replicates of what chooses
// (`tune.by`), ties by the mean validation loss. A point with a replicate that diverged or failed
// is the worst.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "sweep/growth.hpp"

namespace regsweep {

/// Lower is better; infinite for the worst.
struct PointScore {
  double value = 0, loss = 0;

  bool operator<(const PointScore& other) const {
    return value != other.value ? value < other.value : loss < other.loss;
  }
};

class PointScores {
 public:
  /// Both outlive it.
  PointScores(const Plan& plan, const TrialOutcomes& outcomes);

  /// Of the variant that a point is; all its trials are settled.
  PointScore of(std::size_t variant) const;

  /// A score's value in the metric's own sense, in which higher may be better.
  double as_metric(const PointScore& score) const { return sign_ * score.value; }

 private:
  const TrialOutcomes& outcomes_;
  std::string by_;
  double sign_;
  std::map<std::size_t, std::vector<std::size_t>> trials_;  // variant -> its trials
};

}  // namespace regsweep
