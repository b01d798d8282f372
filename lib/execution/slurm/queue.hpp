// What Slurm says about the jobs of a sweep. A hint, never the truth: Slurm forgets jobs after
// minutes, runs tasks twice after a crash of its controller, and may not answer at all. Truth is in
// the files of the sweep.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace regsweep {

struct SlurmTask {
  std::string array;   // job id of its array
  std::string number;  // in the array
  std::string state;   // RUNNING, PENDING, ...
  std::string reason;  // why it waits
  std::string nodes, name, elapsed;
  std::int64_t restarts = 0, cpus = 0;

  bool running() const { return state == "RUNNING"; }
  bool launch_failed() const;  // requeued and held by Slurm after it could not be started; waits
                               // until it is released
  bool held() const;           // by the user, an administrator or Slurm: will not run by itself
};

/// The lines of `squeue -h -r -O <squeue_format()>`; lines of another form are left out.
std::vector<SlurmTask> parse_queue(const std::string& text);
const std::string& squeue_format();

/// Tasks and finishing jobs with these names; nothing when squeue does not answer (`why` says why).
std::optional<std::vector<SlurmTask>> slurm_queue(const std::vector<std::string>& names,
                                                  std::string* why = nullptr);

/// "2 running (n1 8_16; n2 8_17), 6 waiting (JobArrayTaskLimit), requeued 3 times; the collecting
/// job waits" of the jobs of one sweep.
std::string queue_sentence(const std::vector<SlurmTask>& queue);

/// Largest array index + 1 that `scontrol show config` states; 1001, Slurm's own default, when it
/// says nothing.
std::int64_t largest_array(const std::string& configuration);

/// What a client of Slurm complained about, without its prefixes, in one line.
std::string slurm_message(const std::string& stderr_text);

/// What to do about a refusal of sbatch.
std::string slurm_remedy(const std::string& message);

}  // namespace regsweep
