// Which programs made the finished trials of a sweep, and whether this one may go on with them.
//
// Trials of another program are not continued silently: other sources, another compiler, other
// flags or libraries may give other numbers. Who wants to go on shows that both give the same bits
// (verification.hpp), trains the trials of the other one again, or mixes knowingly; then status,
// results.h5 and the report say so. Trials from before programs were recorded are gone on with, and
// marked.
#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "execution/directory/programs.hpp"

namespace regsweep {

struct ProgramsOfTrials {
  std::map<std::string, std::vector<std::size_t>> trials;  // id, "" without a record -> in the plan
  std::map<std::string, Program> programs;                 // what is known of those
};

/// Of the finished trials of a plan; reads the files that trials.index does not know.
ProgramsOfTrials programs_of_trials(const Plan& plan, const SweepDirectory& directory);

/// "12 trials by program 1a2b3c4d5e (0.1.0+gabc), 6 by ...": when several programs whose bits may
/// differ made the trials, or when some left no record and others did; else empty.
std::string mixture_sentence(const ProgramsOfTrials& made, const ProgramRecords& records);

/// The ids of the programs whose trials `now` may not go on with.
std::vector<std::string> programs_in_the_way(const ProgramsOfTrials& made,
                                             const ProgramRecords& records, const Program& now);

/// ConfigurationError with what differs and the remedies when there are such programs.
void refuse_other_programs(const Plan& plan, const SweepDirectory& directory,
                           const Program& now = this_program());

/// The same for who trains for hours: asks again before each trial, at the price of listing
/// programs/ as long as nobody else trains here. One of many shards does not look at all trials
/// when it begins: who froze and submitted the plan did.
class ProgramGuard {
 public:
  ProgramGuard(const SweepDirectory& directory, const Plan& plan, bool one_of_many = false,
               const Program& now = this_program())
      : directory_(directory), plan_(plan), one_of_many_(one_of_many), now_(now) {}

  /// Enters the program at the first call. ConfigurationError as refuse_other_programs.
  void check();

 private:
  const SweepDirectory& directory_;
  const Plan& plan_;
  bool one_of_many_;
  Program now_;
  std::set<std::string> seen_;  // names of files in programs/
  bool alarmed_ = false;        // another program was here that may not mix with this one
};

/// Records that the user goes on in spite of them.
void mix_programs(const Plan& plan, const SweepDirectory& directory,
                  const Program& now = this_program());

}  // namespace regsweep
