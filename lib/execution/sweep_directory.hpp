// SweepDirectory: the names of the files of a sweep, and what they say about its trials. Layout: design, section 8.
//
//   sweep.yaml plan.json trials/<id>.h5 checkpoints/<id>.h5 claims/<id> failures/<id>.json logs/ results.h5 trials.index
//   damaged/ retried/   (set_aside.hpp)
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "sweep/plan.hpp"

namespace regsweep {

class SweepDirectory {
 public:
  explicit SweepDirectory(std::filesystem::path root) : root_(std::move(root)) {}

  const std::filesystem::path& root() const { return root_; }
  std::filesystem::path sweep_yaml() const { return root_ / "sweep.yaml"; }
  std::filesystem::path plan_file() const { return root_ / "plan.json"; }
  std::filesystem::path trial(const std::string& id) const { return root_ / "trials" / (id + ".h5"); }
  std::filesystem::path checkpoint(const std::string& id) const { return root_ / "checkpoints" / (id + ".h5"); }
  std::filesystem::path claim(const std::string& id) const { return root_ / "claims" / id; }
  std::filesystem::path failure(const std::string& id) const { return root_ / "failures" / (id + ".json"); }
  std::filesystem::path log(const std::string& worker) const { return root_ / "logs" / (worker + ".log"); }
  std::filesystem::path results() const { return root_ / "results.h5"; }
  std::filesystem::path index() const { return root_ / "trials.index"; }

  /// Makes the folders that are missing. StorageError with the cause when that is impossible.
  void create() const;

  /// The frozen plan. ConfigurationError when there is none here.
  Plan read_plan() const;

 private:
  std::filesystem::path root_;
};

/// What freezing a plan in a directory changes.
struct FreezeReport {
  bool rewritten = false;               // plan.json is new or another one than before
  std::int64_t added = 0, kept = 0;     // trials of the plan that were not / were in the plan before
  std::vector<std::string> orphans;     // finished trials that are in no plan any more; they stay
  std::filesystem::path previous_plan;  // where the plan before was put; empty when there was none
  bool analysis_changed = false;
};

/// Writes sweep.yaml and plan.json unless the same plan is already there.
FreezeReport freeze(const Plan& plan, const std::string& yaml_text, const SweepDirectory& directory);

enum class TrialState { finished, failed, running, left };

/// The state of every trial of a plan, in its order.
struct Standing {
  std::vector<TrialState> states;
  std::int64_t damaged = 0;  // files that do not verify: counted as left

  std::int64_t count(TrialState state) const;
};

/// The metric that was frozen with the plan, "test.error"; empty when it names none.
std::string primary_metric(const Plan& plan);

/// Believes nothing but files: a trial is finished iff its file verifies against its digest, now or when trials.index was made from it.
Standing standing(const Plan& plan, const SweepDirectory& directory);

}  // namespace regsweep
