#include "sweep/point_scores.hpp"

#include <cmath>
#include <limits>

namespace regsweep {
namespace point_scores {
namespace {

const char* const tie_breaker = "validation.loss";

// Whatever is no finite number makes its point the worst.
double ranked_number(const TrialOutcome& outcome, const std::string& metric, double sign) {
  const auto found = outcome.metrics.find(metric);
  const bool there = outcome.end == TrialOutcome::End::done && found != outcome.metrics.end();
  return there && std::isfinite(found->second) ? sign * found->second
                                               : std::numeric_limits<double>::infinity();
}

}  // namespace
}  // namespace point_scores

PointScores::PointScores(const Plan& plan, const TrialOutcomes& outcomes)
    : outcomes_(outcomes),
      by_(plan.growth.at("by").text()),
      sign_(plan.growth.at("higher_is_better").flag() ? -1 : 1) {
  for (std::size_t i = 0; i < plan.trials.size(); ++i) {
    trials_[plan.trials[i].variant].push_back(i);
  }
}

PointScore PointScores::of(std::size_t variant) const {
  PointScore score;
  const std::vector<std::size_t>& trials = trials_.at(variant);
  for (const std::size_t trial : trials) {
    const TrialOutcome outcome = outcomes_(trial);
    score.value += point_scores::ranked_number(outcome, by_, sign_);
    score.loss += point_scores::ranked_number(outcome, point_scores::tie_breaker, 1);
  }
  score.value /= static_cast<double>(trials.size());
  score.loss /= static_cast<double>(trials.size());
  return score;
}

}  // namespace regsweep
