#include "execution/sweep_directory.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <set>
#include <sstream>

#include "execution/claims.hpp"
#include "execution/failures.hpp"
#include "execution/trial_index.hpp"
#include "results/publish.hpp"
#include "results/trial_file.hpp"

namespace regsweep {

namespace fs = std::filesystem;

namespace {

std::optional<std::string> file_text(const fs::path& file) {
  std::ifstream stream(file, std::ios::binary);
  if (!stream) return std::nullopt;
  std::stringstream text;
  text << stream.rdbuf();
  return text.str();
}

std::set<std::string> ids_of(const Plan& plan) {
  std::set<std::string> ids;
  for (const PlannedTrial& trial : plan.trials) ids.insert(trial.id);
  return ids;
}

std::vector<std::string> orphans_of(const SweepDirectory& directory, const std::set<std::string>& planned) {
  std::vector<std::string> orphans;
  std::error_code ignored;
  for (const fs::directory_entry& entry : fs::directory_iterator(directory.root() / "trials", ignored))
    if (entry.path().extension() == ".h5" && !entry.path().stem().has_extension() && !planned.contains(entry.path().stem().string()))
      orphans.push_back(entry.path().stem().string());
  std::sort(orphans.begin(), orphans.end());
  return orphans;
}

fs::path unused_name(const SweepDirectory& directory) {
  for (int number = 1;; ++number) {
    fs::path name = directory.root() / fmt::format("plan.before-{}.json", number);
    if (!fs::exists(name)) return name;
  }
}

}  // namespace

void SweepDirectory::create() const {
  for (const char* folder : {"trials", "checkpoints", "claims", "failures", "logs"}) {
    std::error_code failure;
    fs::create_directories(root_ / folder, failure);
    if (failure)
      throw StorageError(fmt::format("cannot make the folder {} ({}); choose another place with --out or change its permissions",
                                     (root_ / folder).string(), failure.message()));
  }
}

Plan SweepDirectory::read_plan() const {
  const std::optional<std::string> text = file_text(plan_file());
  if (!text)
    throw ConfigurationError(
        fmt::format("{} is not a sweep directory: it has no plan.json; make one with `regsweep run SWEEP.yaml --out "
                    "{}` or `regsweep plan SWEEP.yaml --write`",
                    root_.string(), root_.string()));
  return regsweep::read_plan(*text, plan_file().string());
}

FreezeReport freeze(const Plan& plan, const std::string& yaml_text, const SweepDirectory& directory) {
  directory.create();
  FreezeReport report;
  const std::set<std::string> wanted = ids_of(plan);
  std::set<std::string> before;
  const std::optional<std::string> old_text = file_text(directory.plan_file());
  if (old_text) {
    const Plan old = read_plan(*old_text, directory.plan_file().string());
    before = ids_of(old);
    report.analysis_changed = !(old.analysis == plan.analysis);
    report.rewritten = plan_digest(old) != plan_digest(plan);
  } else {
    report.rewritten = true;
  }
  for (const std::string& id : wanted) ++(before.contains(id) ? report.kept : report.added);
  report.orphans = orphans_of(directory, wanted);
  if (!report.rewritten) return report;
  if (old_text) publish(report.previous_plan = unused_name(directory), *old_text);
  publish(directory.sweep_yaml(), yaml_text);
  publish(directory.plan_file(), plan_text(plan));
  return report;
}

std::int64_t Standing::count(TrialState state) const { return std::count(states.begin(), states.end(), state); }

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
    } else if (const auto failure = read_failure(directory.failure(trial.id)); failure && failure->final()) {
      result.states.push_back(TrialState::failed);
    } else if (const fs::path claim = directory.claim(trial.id); fs::exists(claim, ignored) && !is_abandoned(claim)) {
      result.states.push_back(TrialState::running);
    } else {
      result.states.push_back(TrialState::left);
    }
  }
  index.save();
  return result;
}

}  // namespace regsweep
