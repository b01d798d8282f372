// SweepDirectory: the names of the files of a sweep, and what they say about its trials. Layout:
// design, section 8.
//
//   sweep.yaml plan.json trials/<id>.h5 checkpoints/<id>.h5 claims/<id> failures/<id>.json logs/
//   results.h5 trials.index damaged/ retried/   (set_aside.hpp) sweep.before-<n>.yaml
//   plan.before-<n>.json   (earlier plans of this directory)
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
  std::filesystem::path trial(const std::string& id) const {
    return root_ / "trials" / (id + ".h5");
  }
  std::filesystem::path checkpoint(const std::string& id) const {
    return root_ / "checkpoints" / (id + ".h5");
  }
  std::filesystem::path claim(const std::string& id) const { return root_ / "claims" / id; }
  std::filesystem::path failure(const std::string& id) const {
    return root_ / "failures" / (id + ".json");
  }
  std::filesystem::path log(const std::string& worker) const {
    return root_ / "logs" / (worker + ".log");
  }
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
  bool replaces = false;             // there was a plan before
  bool rewritten = false;            // plan.json is new or another one than before
  std::int64_t added = 0, kept = 0;  // trials of the plan that were not / were in the plan before
  std::int64_t dropped = 0;          // trials of the plan before that are not in the plan
  std::int64_t there = 0;  // trials of the plan that have a file in trials/, whoever planned them
  std::vector<std::string> orphans;     // finished trials that are in no plan any more; they stay
  std::filesystem::path previous_plan;  // where the plan before is kept, beside its
                                        // sweep.before-<n>.yaml; empty when there was none
  bool analysis_changed = false;
};

/// What freezing would change. Writes nothing, and the directory need not exist.
FreezeReport foresee(const Plan& plan, const SweepDirectory& directory);

/// Writes sweep.yaml and plan.json unless the same plan is already there. Those of another plan are
/// kept as *.before-<n>.*.
FreezeReport freeze(const Plan& plan, const std::string& yaml_text,
                    const SweepDirectory& directory);

/// Watches for another plan in the place of this one. Looks into plan.json only when its time is
/// another than at the look before.
class PlanWatch {
 public:
  PlanWatch(const SweepDirectory& directory, const Plan& plan);
  /// What to tell the user when plan.json is another plan; empty while it is this one.
  std::string replaced();

 private:
  std::filesystem::path file_;
  std::string digest_;
  std::filesystem::file_time_type time_{};
};

enum class TrialState { finished, failed, running, left };

/// The state of every trial of a plan, in its order.
struct Standing {
  std::vector<TrialState> states;
  std::int64_t damaged = 0;  // files that do not verify: counted as left

  std::int64_t count(TrialState state) const;
};

/// The metric that was frozen with the plan, "test.error"; empty when it names none.
std::string primary_metric(const Plan& plan);

/// Believes nothing but files: a trial is finished iff its file verifies against its digest, now or
/// when trials.index was made from it.
Standing standing(const Plan& plan, const SweepDirectory& directory);

}  // namespace regsweep
