// Freezing: writes a plan into its directory, keeps the plan that was there before, and says what
// that changes; and the watch of those who run a plan for another one in its place.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "execution/directory/file_stamp.hpp"
#include "execution/directory/sweep_directory.hpp"

namespace regsweep {

/// What freezing a plan in a directory changes.
struct FreezeReport {
  bool replaces = false;     // there was a plan before
  bool rewritten = false;    // plan.json is new or another one than before
  std::int64_t added = 0;    // trials of the plan that were not in the plan before
  std::int64_t kept = 0;     // trials of the plan that were
  std::int64_t dropped = 0;  // trials of the plan before that are not in the plan, nor may be in a
                             // later generation of it
  std::int64_t there = 0;    // trials of the plan that have a file in trials/, whoever planned them
  std::vector<std::string> orphans;     // finished trials that are in no plan any more; they stay
  std::filesystem::path previous_plan;  // where the plan before is kept, beside its
                                        // sweep.before-<n>.yaml; empty when there was none
  bool analysis_changed = false;
  std::optional<Plan> grown;  // the generation of this plan that rules, when it is a later one
  std::vector<std::uint32_t> new_seeds;  // of the plan that the plan before has not
  std::int64_t results = 0;              // trials that have a file in trials/, whoever planned them
  std::int64_t unproven = 0;  // of the orphans: those of the plan before that named their data by
                              // path alone, so that nothing shows what these held
};

/// What freezing would change. Writes nothing, and the directory need not exist.
FreezeReport foresee(const Plan& plan, const SweepDirectory& directory);

/// Writes sweep.yaml and plan.json, with its history, unless the same plan, or a later generation
/// of it, is already there; of the same plan only where its files lie is written anew, if that
/// changed. Those of another plan are kept as *.before-<n>.*.
FreezeReport freeze(const Plan& plan, const std::string& yaml_text,
                    const SweepDirectory& directory);

/// The plans that were frozen in the directory, oldest first. Of plans that a program without
/// histories froze: those that are still there, the later ones with an unknown number of results.
/// None when there is no plan.
std::vector<PlanRecord> plan_history(const SweepDirectory& directory);

/// Watches for another plan in the place of this one, which a later generation of it is not, by its
/// content. Reads plan.json only when its stamp is another one than when it was last read, or was
/// too fresh then to show a change.
class PlanWatch {
 public:
  PlanWatch(const SweepDirectory& directory, const Plan& plan);
  /// What to tell the user when plan.json is another plan; empty while it is this one.
  std::string replaced();

 private:
  std::filesystem::path file_;
  const Plan& plan_;
  std::string digest_;
  std::optional<FileStamp> read_;  // of the file when it was read and was this plan
};

}  // namespace regsweep
