// trials.index: what was found when finished trials were last verified, so that looking at 10,000
// of them again reads none.
//
// An entry holds for the file that it was made from: same inode, size, time of modification and
// time of change. Anything else about the file, and the file is verified anew. The index is a
// cache: it can be deleted, a damaged one counts as absent, and one that cannot be written is done
// without. `doctor`, `collect` and `verify` never use it: they read every byte.
#pragma once

#include <cstdint>
#include <string>
#include <unordered_map>

#include "execution/directory/file_stamp.hpp"
#include "execution/directory/sweep_directory.hpp"
#include "results/trial_file.hpp"

namespace regsweep {

class TrialIndex {
 public:
  /// Reads DIR/trials.index. `metric` is the one whose values are kept.
  TrialIndex(const SweepDirectory& directory, std::string metric);

  /// Whether the trial is finished; as trial_state.
  FileState state(const std::string& id);

  /// The last value of the metric of a finished trial, nan when it diverged or does not record it.
  /// DamagedFile as read_trial.
  double value(const std::string& id) { return known_entry(id).value; }

  /// Whether a finished trial says that it diverged. DamagedFile as read_trial.
  bool diverged(const std::string& id) { return known_entry(id).diverged; }

  /// The id of the program that made a finished trial, "" when its file names none. DamagedFile as
  /// read_trial.
  std::string program(const std::string& id) { return known_entry(id).program; }

  /// Takes this of a trial that `state` has just found finished from somewhere else than its file.
  void learn(const std::string& id, double value, bool diverged, const std::string& program);

  /// Writes the index if at least this many entries are new.
  void save(std::int64_t least_news = 100) const;

 private:
  struct Entry {
    FileStamp stamp;
    bool known = false;  // whether the rest is
    double value = 0;
    bool diverged = false;
    std::string program = {};
  };
  const Entry& known_entry(const std::string& id);
  std::string text() const;
  void read(const std::string& bytes);

  const SweepDirectory& directory_;
  std::string metric_;
  std::unordered_map<std::string, Entry> entries_;
  std::int64_t news_ = 0;
};

}  // namespace regsweep
