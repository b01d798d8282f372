#include "execution/retrying.hpp"

#include <optional>

#include "core/trial_status.hpp"
#include "execution/directory/claims.hpp"
#include "execution/directory/failures.hpp"
#include "execution/directory/generations.hpp"
#include "execution/directory/set_aside.hpp"
#include "execution/programs_of_trials.hpp"
#include "results/trial_file.hpp"

namespace regsweep {
namespace {

bool finished_by_diverging(const std::filesystem::path& file) {
  return trial_state(file) == FileState::finished && has_diverged(read_trial(file));
}

}  // namespace

RetryReport retry(const Plan& plan, const SweepDirectory& directory, bool failed, bool diverged) {
  RetryReport report;
  GenerationsTakenBack taken(directory, plan);
  for (std::size_t index = 0; index < plan.trials.size(); ++index) {
    const PlannedTrial& trial = plan.trials[index];
    const std::optional<Failure> failure =
        failed ? read_failure(directory.failure(trial.id)) : std::nullopt;
    const bool open_failure = failure && failure->final();
    const bool open_result = diverged && finished_by_diverging(directory.trial(trial.id));
    if (!open_failure && !open_result) continue;
    const std::optional<Claim> claim = Claim::acquire(directory.claim(trial.id), "retry");
    if (!claim) {
      ++report.busy;
      continue;
    }
    taken.before_opening(index);
    if (open_failure) {
      set_aside(directory, directory.failure(trial.id), Folder::retried);
      ++report.failed;
    }
    if (open_result) {
      set_aside(directory, directory.trial(trial.id), Folder::retried);
      ++report.diverged;
    }
  }
  report.generations = taken.count();
  return report;
}

RetryReport retry_other_programs(const Plan& plan, const SweepDirectory& directory) {
  RetryReport report;
  const ProgramRecords records(directory);
  GenerationsTakenBack taken(directory, plan);
  for (const auto& [program, trials] : programs_of_trials(plan, directory).trials) {
    if (program.empty() || records.equal(program, this_program().id)) continue;
    for (const std::size_t index : trials) {
      const std::string& id = plan.trials[index].id;
      if (const std::optional<Claim> claim = Claim::acquire(directory.claim(id), "retry")) {
        taken.before_opening(index);
        set_aside(directory, directory.trial(id), Folder::retried);
        ++report.of_other_programs;
      } else {
        ++report.busy;
      }
    }
  }
  report.generations = taken.count();
  return report;
}

}  // namespace regsweep
