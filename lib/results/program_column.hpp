// Which program made each trial of a sweep, from the trials' provenance, as a column of results.h5.
// Trials of programs that may give other bits must not look like one experiment.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "core/records.hpp"

namespace regsweep {

class ProgramColumn {
 public:
  /// Program -> the first of those that are known to give its bits.
  using EqualPrograms = std::map<std::string, std::string>;

  void add(const Group& trial);  // in the order of the rows

  /// Counts who made a trial that has no row, as those that served to choose settings; its id.
  std::string count(const Group& trial);

  /// One id per trial along `dimension` ("" without a record), the flag mixed_programs, and the
  /// text `programs`: a JSON list with what is known of each, into a group that no digest covers.
  void describe(Group& provenance, const std::string& dimension, const EqualPrograms& equal) const;

  /// "mixed programs: 12 trials by 1a2b3c4d5e (0.1.0+gabc), ...", or "" when one made all.
  std::string mixed(const EqualPrograms& equal) const;

 private:
  struct Maker {
    std::vector<Member> record;  // of provenance
    std::int64_t trials = 0;
  };
  std::vector<std::string> ids_;
  std::map<std::string, Maker> makers_;
};

}  // namespace regsweep
