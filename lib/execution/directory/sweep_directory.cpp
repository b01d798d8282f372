#include "execution/directory/sweep_directory.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "execution/directory/claims.hpp"
#include "execution/directory/failures.hpp"
#include "execution/directory/trial_index.hpp"
#include "results/file_bytes.hpp"
#include "results/publish.hpp"
#include "results/trial_file.hpp"

namespace regsweep {

namespace fs = std::filesystem;

namespace {

std::set<std::string> ids_of(const Plan& plan) {
  std::set<std::string> ids;
  for (const PlannedTrial& trial : plan.trials) ids.insert(trial.id);
  return ids;
}

// The ids that have a file in trials/, sorted.
std::vector<std::string> ids_of_files(const SweepDirectory& directory) {
  std::vector<std::string> ids;
  std::error_code ignored;
  for (const fs::directory_entry& entry :
       fs::directory_iterator(directory.root() / "trials", ignored)) {
    if (entry.path().extension() == ".h5" && !entry.path().stem().has_extension()) {
      ids.push_back(entry.path().stem().string());
    }
  }
  std::sort(ids.begin(), ids.end());
  return ids;
}

fs::path earlier(const SweepDirectory& directory, const char* name, int number,
                 const char* extension) {
  return directory.root() / fmt::format("{}.before-{}{}", name, number, extension);
}

// Keeps the plan that is about to be replaced and its YAML under a number that is free. A kill
// between the two steps of replacing, or a return to an earlier plan, finds it kept already. Its
// YAML goes first: where the plan stands, both do.
fs::path keep_plan(const SweepDirectory& directory, const std::string& plan_text) {
  for (int number = 1;; ++number) {
    const fs::path name = earlier(directory, "plan", number, ".json");
    const std::optional<std::string> present = file_bytes_if_there(name);
    if (present == plan_text) return name;
    if (present || fs::exists(name)) continue;
    if (const auto yaml = file_bytes_if_there(directory.sweep_yaml())) {
      publish(earlier(directory, "sweep", number, ".yaml"), *yaml);
    }
    publish(name, plan_text);
    return name;
  }
}

}  // namespace

void SweepDirectory::create() const {
  for (const char* folder : {"trials", "checkpoints", "claims", "failures", "logs"}) {
    std::error_code failure;
    fs::create_directories(root_ / folder, failure);
    if (failure) {
      throw StorageError(
          fmt::format("cannot make the folder {} ({}); choose another place with --out or change "
                      "its permissions",
                      (root_ / folder).string(), failure.message()));
    }
  }
}

Plan SweepDirectory::read_plan() const {
  const std::optional<std::string> text = file_bytes_if_there(plan_file());
  if (!text) {
    throw ConfigurationError(
        fmt::format("{} is not a sweep directory: it has no plan.json; make one with `regsweep run "
                    "SWEEP.yaml --out "
                    "{}` or `regsweep plan SWEEP.yaml --write`",
                    root_.string(), root_.string()));
  }
  return regsweep::read_plan(*text, plan_file().string());
}

FreezeReport foresee(const Plan& plan, const SweepDirectory& directory) {
  FreezeReport report;
  report.rewritten = true;
  const std::set<std::string> wanted = ids_of(plan);
  std::set<std::string> before;
  if (const std::optional<std::string> text = file_bytes_if_there(directory.plan_file())) {
    const Plan old = read_plan(*text, directory.plan_file().string());
    before = ids_of(old);
    report.replaces = true;
    report.analysis_changed = !(old.analysis == plan.analysis);
    report.rewritten = plan_digest(old) != plan_digest(plan);
  }
  for (const std::string& id : wanted) ++(before.contains(id) ? report.kept : report.added);
  report.dropped = static_cast<std::int64_t>(before.size()) - report.kept;
  for (std::string& id : ids_of_files(directory)) {
    if (wanted.contains(id)) {
      ++report.there;
    } else {
      report.orphans.push_back(std::move(id));
    }
  }
  return report;
}

FreezeReport freeze(const Plan& plan, const std::string& yaml_text,
                    const SweepDirectory& directory) {
  directory.create();
  FreezeReport report = foresee(plan, directory);
  if (!report.rewritten) return report;
  if (report.replaces) {
    report.previous_plan =
        keep_plan(directory, file_bytes_if_there(directory.plan_file()).value_or(""));
  }
  publish(directory.sweep_yaml(), yaml_text);
  publish(directory.plan_file(), plan_text(plan));
  return report;
}

PlanWatch::PlanWatch(const SweepDirectory& directory, const Plan& plan)
    : file_(directory.plan_file()), digest_(plan_digest(plan)) {}

std::string PlanWatch::replaced() {
  std::error_code absent;
  const fs::file_time_type time = fs::last_write_time(file_, absent);
  if (absent || time == time_) return "";
  const std::optional<std::string> text = file_bytes_if_there(file_);
  if (text && plan_digest(read_plan(*text, file_.string())) != digest_) {
    return fmt::format(
        "{} was replaced by another plan while this run went on; what is trained is kept: the same "
        "command returns to this plan, or leave "
        "the directory to the other",
        file_.string());
  }
  if (text) time_ = time;
  return "";
}

std::int64_t Standing::count(TrialState state) const {
  return std::count(states.begin(), states.end(), state);
}

std::string primary_metric(const Plan& plan) {
  const Value* metric = plan.analysis.find("metric");
  return metric != nullptr && metric->is_text() ? metric->text() : "";
}

Standing standing(const Plan& plan, const SweepDirectory& directory) {
  Standing result;
  TrialIndex index(directory, primary_metric(plan));
  result.states.reserve(plan.trials.size());
  for (const PlannedTrial& trial : plan.trials) {
    const FileState file = index.state(trial.id);
    result.damaged += file == FileState::damaged;
    std::error_code ignored;
    if (file == FileState::finished) {
      result.states.push_back(TrialState::finished);
    } else if (const auto failure = read_failure(directory.failure(trial.id));
               failure && failure->final()) {
      result.states.push_back(TrialState::failed);
    } else if (const fs::path claim = directory.claim(trial.id);
               fs::exists(claim, ignored) && !is_abandoned(claim)) {
      result.states.push_back(TrialState::running);
    } else {
      result.states.push_back(TrialState::left);
    }
  }
  index.save();
  return result;
}

}  // namespace regsweep
