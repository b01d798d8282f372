// The batch scripts of a sweep, as pure functions of typed values: what Slurm is asked for can be
// read, tested and kept.
//
// tasks.sbatch is an array job; each of its tasks runs `regsweep work --task`, which trains as many
// trials at once as it has cores, claims them like any other worker, and saves and requeues itself
// before its time is over. It is submitted with two arguments: the number of the array's first
// task, and of tasks in all. finish.sbatch runs after the array: it collects and writes the report.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "execution/slurm/options.hpp"

namespace regsweep {

struct SlurmJob {
  std::string sweep;      // its name
  std::string name;       // of the job, see slurm_job_name
  std::string directory;  // of the sweep, absolute
  std::string program;    // regsweep, absolute
  SlurmOptions options;

  std::string tasks_script() const;
  std::string finish_script() const;
};

/// "regsweep-<sweep>-<8 hex digits of the directory>": the same for every job of a sweep directory,
/// and for no other.
std::string slurm_job_name(const std::string& sweep, const std::string& directory);

/// The name of the job that collects after them.
std::string finish_name(const std::string& job_name);

std::string tasks_text(const SlurmJob& job);
std::string finish_text(const SlurmJob& job);

/// One array of a sweep's tasks: `count` tasks from number `first` on, `throttle` of them at once
/// (0: no limit), begun when array number `after` has ended (-1: at once).
struct SlurmArray {
  std::int64_t first = 0, count = 0, throttle = 0, after = -1;

  std::string text() const;  // "0-23%2"
  friend bool operator==(const SlurmArray&, const SlurmArray&) = default;
};

/// `tasks` in arrays of at most `largest`, of which never more than `concurrency` tasks run at once
/// (0: no limit).
std::vector<SlurmArray> split_tasks(std::int64_t tasks, std::int64_t largest,
                                    std::int64_t concurrency);

}  // namespace regsweep
