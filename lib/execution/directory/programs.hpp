// programs/: which programs have trained trials of a sweep, and what was decided about them.
//
//   programs/<id>.json            a program, entered before it trains its first trial here
//   programs/equal-<a>-<b>.json   two programs that gave the same bits for a sample of trials
//   programs/mixed-<a>-<b>.json   two programs whose trials the user mixes knowingly; a < b
//
// "Equal" is transitive, "mixed" is not. Files are published whole and never changed.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "execution/directory/sweep_directory.hpp"
#include "execution/program.hpp"

namespace regsweep {

class ProgramRecords {
 public:
  /// Reads the folder; without one there are no records. StorageError when a file in it cannot be
  /// understood.
  explicit ProgramRecords(const SweepDirectory& directory);

  /// By id.
  const std::map<std::string, Program>& programs() const { return programs_; }

  /// Whether two programs are one, or are recorded to give the same bits.
  bool equal(const std::string& a, const std::string& b) const;
  /// Of all programs that are equal to this one the first by id.
  const std::string& representative(const std::string& id) const;
  /// Whether they are equal, or the user said that their trials may stand together.
  bool may_mix(const std::string& a, const std::string& b) const;

 private:
  void read(const std::filesystem::path& file, const std::string& name);

  std::map<std::string, Program> programs_;
  std::map<std::string, std::string> representatives_;  // of ids with an equal one
  std::vector<std::pair<std::string, std::string>> mixed_;
};

/// Enters a program unless it is there.
void enter_program(const SweepDirectory& directory, const Program& program);

/// Records that the two gave the same bits for these trials.
void record_equal_programs(const SweepDirectory& directory, const Program& a, const Program& b,
                           const std::vector<std::string>& trials);

/// Records that the user mixes trials of the two.
void record_mixed_programs(const SweepDirectory& directory, const Program& a, const Program& b);

}  // namespace regsweep
