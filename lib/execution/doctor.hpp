// Doctor: looks at every file of a sweep directory, says what is damaged, lost, stale or foreign,
// and repairs what is safe.
//
//   damaged   a file that is not what was written; repair moves it to damaged/ (what can be made
//             again is made again by `run`)
//   lost      results.h5 has a trial whose file is gone; `run` trains it again, to the same bits
//   stale     what killed processes left behind: claims, temporary files, checkpoints and failures
//             of finished trials; repair removes it
//   missing   a folder, or results.h5 when trials are finished; repair makes it
//   foreign   finished trials of other plans, determinism alarms, files of others: left alone
//   changed   a data file holds something else than when the plan was made: nothing trains on it
//   unproven  the plan is one of before, which kept no trace of what its data files held
//
// Trials that are not trained yet are no finding. Nothing that a living process may hold is
// touched.
#pragma once

#include <string>
#include <vector>

#include "execution/directory/sweep_directory.hpp"

namespace regsweep {

enum class Finding { damaged, lost, stale, missing, foreign, changed, unproven };
enum class Remedy { none, set_aside, remove, remove_claim, make_folders, collect };

struct Observation {
  Finding finding;
  std::filesystem::path file;
  std::string sentence;  // what is wrong, and what happens next
  Remedy remedy = Remedy::none;
};

struct Diagnosis {
  std::vector<Observation> observations;
  // Trials of the plan; every finished file was read whole and verified.
  std::int64_t finished = 0, open = 0, failed = 0;

  std::int64_t count(Finding finding) const;
};

/// Reads every file. Writes nothing.
Diagnosis diagnose(const Plan& plan, const SweepDirectory& directory);

/// Does what the remedy says and tells it in a sentence; "" when there is nothing to do, or a
/// living process is in the way.
std::string repair(const Observation& observation, const Plan& plan,
                   const SweepDirectory& directory);

}  // namespace regsweep
