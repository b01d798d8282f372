#include "execution/collecting.hpp"

#include "execution/summary.hpp"
#include "execution/trial_index.hpp"

namespace regsweep {

namespace fs = std::filesystem;

CollectRequest collect_request(const Plan& plan, const SweepDirectory& directory) {
  CollectRequest request{plan.sweep, plan.description, plan.axes, plan.analysis, {}};
  for (const PlannedTrial& trial : plan.trials) {
    const Variant& variant = plan.variants[trial.variant];
    request.trials.push_back({trial.id, trial.variant, variant.label, variant.settings, trial.seed, directory.trial(trial.id)});
  }
  return request;
}

CollectReport collect_sweep(const Plan& plan, const SweepDirectory& directory) {
  CollectReport report = collect(collect_request(plan, directory), directory.results());
  const std::optional<TrialValues> values = values_of_results(plan, directory);
  TrialIndex index(directory, primary_metric(plan));
  for (std::size_t i = 0; values && i < plan.trials.size(); ++i)
    if (values->finished[i] && index.state(plan.trials[i].id) == FileState::finished) index.learn(plan.trials[i].id, values->values[i]);
  index.save();
  return report;
}

std::optional<CollectReport> collect_if_needed(const Plan& plan, const SweepDirectory& directory) {
  // Publishing a trial changes the time of its folder.
  std::error_code absent;
  const fs::file_time_type collected = fs::last_write_time(directory.results(), absent);
  if (!absent && collected > fs::last_write_time(directory.root() / "trials") && collected > fs::last_write_time(directory.plan_file()))
    return std::nullopt;
  return collect_sweep(plan, directory);
}

}  // namespace regsweep
