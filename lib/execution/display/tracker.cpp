#include "execution/display/tracker.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "core/trial_status.hpp"
#include "execution/directory/failures.hpp"
#include "results/trial_file.hpp"

namespace regsweep {

namespace fs = std::filesystem;

Tracker::Tracker(const SweepDirectory& directory, const Plan& plan, const PlanCosts& costs)
    : directory_(directory),
      plan_(plan),
      costs_(costs),
      standing_(regsweep::standing(plan, directory)),
      start_(Clock::now()) {
  for (std::size_t i = 0; i < plan_.trials.size(); ++i) {
    total_work_ += weight(i);
    if (is_settled(standing_.states[i])) {
      settled_work_ += weight(i);
      ++settled_at_start_;
    } else {
      open_.emplace(plan_.trials[i].id, i);
    }
  }
  update();
  work_at_start_ = work_done();
}

double Tracker::weight(std::size_t trial) const {
  return std::max(costs_.variants[plan_.trials[trial].variant].flops, 1.0);
}

std::int64_t Tracker::open() const { return static_cast<std::int64_t>(open_.size()); }

std::vector<std::size_t> Tracker::update() {
  std::vector<std::size_t> news;
  const auto settle = [&](const std::string& id, TrialState state) {
    const auto found = open_.find(id);
    if (found == open_.end()) return;
    news.push_back(found->second);
    standing_.states[found->second] = state;
    settled_work_ += weight(found->second);
    open_.erase(found);
  };
  // A trial's file appears whole, so its name is enough here; files that were there before have
  // been verified.
  directory_.visit(Folder::trials, [&](const fs::path& file, const FileName& name) {
    if (name.kind == FileKind::trial && open_.contains(name.id) &&
        trial_state(file) == FileState::finished) {
      settle(name.id, TrialState::finished);
    }
  });
  directory_.visit(Folder::failures, [&](const fs::path& file, const FileName& name) {
    if (name.kind != FileKind::failure) return;
    const std::optional<Failure> failure = read_failure(file);
    if (failure && failure->final()) settle(name.id, TrialState::failed);
  });
  claims_.clear();
  directory_.visit(Folder::claims, [&](const fs::path& file, const FileName& name) {
    const auto found = open_.find(name.id);
    if (name.kind != FileKind::claim || found == open_.end() || is_abandoned(file)) return;
    if (std::optional<ClaimRecord> record = read_claim(file)) {
      claims_.push_back({found->second, std::move(*record)});
    }
  });
  std::sort(claims_.begin(), claims_.end(),
            [](const LiveClaim& a, const LiveClaim& b) { return a.trial < b.trial; });
  return news;
}

double Tracker::work_done() const {
  double work = settled_work_;
  for (const LiveClaim& claim : claims_) {
    const ClaimProgress& progress = claim.record.progress;
    if (progress.steps > 0) {
      work += weight(claim.trial) * static_cast<double>(progress.step) /
              static_cast<double>(progress.steps);
    }
  }
  return work;
}

ProgressState Tracker::state() const {
  ProgressState state;
  state.total = static_cast<std::int64_t>(plan_.trials.size());
  state.done = state.total - open();
  state.failed = standing_.count(TrialState::failed);
  state.diverged = diverged_;
  const double work = work_done();
  state.fraction = total_work_ > 0 ? work / total_work_ : 1;
  state.elapsed = std::chrono::duration<double>(Clock::now() - start_).count();
  const double gained = work - work_at_start_;
  if (state.elapsed > 1 && gained > 0) {
    state.remaining = (total_work_ - work) * state.elapsed / gained;
    state.trials_per_hour =
        gained / total_work_ * static_cast<double>(state.total) / state.elapsed * 3600;
  }
  return state;
}

void Tracker::estimate_from_files(const SweepDirectory& directory, ProgressState& state) const {
  if (claims_.empty() || open() == 0) return;
  std::vector<std::pair<fs::file_time_type, double>> finished;  // when, how much work
  for (std::size_t i = 0; i < plan_.trials.size(); ++i) {
    std::error_code absent;
    const fs::file_time_type when =
        fs::last_write_time(directory.trial(plan_.trials[i].id), absent);
    if (!absent) finished.emplace_back(when, weight(i));
  }
  std::sort(finished.begin(), finished.end());
  constexpr std::size_t most = 50;  // the latest: the machines of yesterday may be gone
  if (finished.size() > most) finished.erase(finished.begin(), finished.end() - most);
  if (finished.size() < 3) return;
  double work = 0;
  for (std::size_t i = 1; i < finished.size(); ++i) work += finished[i].second;
  const double seconds =
      std::chrono::duration<double>(finished.back().first - finished.front().first).count();
  if (seconds <= 0) return;
  state.remaining = (total_work_ - work_done()) * seconds / work;
  state.trials_per_hour = static_cast<double>(finished.size() - 1) / seconds * 3600;
}

WorkerLine Tracker::line_of(const LiveClaim& claim, const std::string& worker) const {
  const PlannedTrial& trial = plan_.trials[claim.trial];
  const ClaimProgress& progress = claim.record.progress;
  WorkerLine line;
  line.worker = worker;
  line.label = plan_.variants[trial.variant].label;
  line.seed = trial.seed;
  line.epoch = progress.epoch;
  line.epochs = progress.epochs;
  line.loss = progress.loss;
  line.fraction = progress.steps > 0
                      ? static_cast<double>(progress.step) / static_cast<double>(progress.steps)
                      : 0;
  return line;
}

std::string Tracker::sentence_of(std::size_t index) {
  const PlannedTrial& trial = plan_.trials[index];
  const std::string name = trial_name(plan_, trial);
  if (standing_.states[index] == TrialState::failed) {
    const auto failure = read_failure(directory_.failure(trial.id));
    return fmt::format("{} failed: {}", name, failure ? failure->message : "unknown");
  }
  Group file;
  try {
    file = read_trial(directory_.trial(trial.id));
  } catch (const StorageError&) {
    // Not settled here: the next look at the file decides.
    return name + " finished, but its file cannot be read now";
  }
  if (has_diverged(file)) {
    ++diverged_;
    return name + " diverged";
  }
  const std::string metric = shown_metric(plan_, plan_.variants[trial.variant]);
  const Group* last = file.group("final");
  const Array* array = last != nullptr ? last->array(metric) : nullptr;
  const auto* numbers = array == nullptr ? nullptr : std::get_if<std::vector<double>>(&array->data);
  if (numbers == nullptr || numbers->empty()) return name + " finished";
  return fmt::format("{}: {} {:.4g}", name, metric, numbers->front());
}

}  // namespace regsweep
