#include "execution/directory/standing.hpp"

#include <algorithm>
#include <optional>

#include "execution/directory/claims.hpp"
#include "execution/directory/failures.hpp"
#include "execution/directory/trial_index.hpp"
#include "results/trial_file.hpp"
#include "sweep/analysis.hpp"

namespace regsweep {

namespace standing_of {
namespace {

// Of a trial whose file is not a finished trial.
TrialState unfinished_state(const SweepDirectory& directory, const std::string& id) {
  const std::optional<Failure> failure = read_failure(directory.failure(id));
  if (failure && failure->final()) return TrialState::failed;
  const std::filesystem::path claim = directory.claim(id);
  std::error_code ignored;
  const bool claimed = std::filesystem::exists(claim, ignored) && !is_abandoned(claim);
  return claimed ? TrialState::running : TrialState::left;
}

}  // namespace
}  // namespace standing_of

std::int64_t Standing::count(TrialState state) const {
  return std::count(states.begin(), states.end(), state);
}

std::string primary_metric(const Plan& plan) {
  return analysis_options(plan.analysis).metric.value_or("");
}

std::string shown_metric(const Plan& plan, const Variant& variant) {
  const Value* chosen_by = is_result(variant) ? nullptr : plan.growth.find("by");
  return chosen_by == nullptr ? primary_metric(plan) : chosen_by->text();
}

std::string shown_metric(const Plan& plan) {
  if (plan.variants.empty()) return primary_metric(plan);
  const auto result = std::find_if(plan.variants.begin(), plan.variants.end(), is_result);
  return shown_metric(plan, result == plan.variants.end() ? plan.variants.front() : *result);
}

Standing standing(const Plan& plan, const SweepDirectory& directory) {
  Standing result;
  TrialIndex index(directory, shown_metric(plan));
  result.states.reserve(plan.trials.size());
  for (const PlannedTrial& trial : plan.trials) {
    const FileState file = index.state(trial.id);
    if (file == FileState::damaged) ++result.damaged;
    result.states.push_back(file == FileState::finished
                                ? TrialState::finished
                                : standing_of::unfinished_state(directory, trial.id));
  }
  index.save();
  return result;
}

}  // namespace regsweep
