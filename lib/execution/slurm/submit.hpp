// Handing a sweep to Slurm: validated first, all of it or nothing. The state of the sweep is in its
// files; here are only commands.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "execution/slurm/queue.hpp"
#include "execution/slurm/script.hpp"

namespace regsweep {

/// Tasks that are missing: `open` trials need them, and those of `queue` that will run by
/// themselves are on their way. Finishing jobs and held tasks do not count.
std::int64_t missing_tasks(const SlurmJob& job, std::int64_t open,
                           const std::vector<SlurmTask>& queue);

/// The words of the sbatch that submits array number `index`; `ids` are the jobs of the arrays
/// before it.
std::vector<std::string> array_command(const SlurmJob& job, const std::vector<SlurmArray>& arrays,
                                       std::size_t index, std::int64_t tasks,
                                       const std::vector<std::string>& ids);
/// ... and that of the job which collects after the jobs `ids`.
std::vector<std::string> finish_command(const SlurmJob& job, const std::vector<std::string>& ids);

/// Whether bash can read each entry of `setup` by itself. ConfigurationError.
void check_setup(const SlurmOptions& options);

/// Asks Slurm (sbatch --test-only) whether it would take the job, and how large arrays may be.
/// Writes nothing. LaunchError with Slurm's own message and a remedy.
std::int64_t check_with_slurm(const SlurmJob& job);

struct Submitted {
  std::vector<std::string> arrays;  // job ids
  std::string finish;
};

/// Writes the scripts and submits; `waiting_for`: arrays submitted before that the finishing job
/// waits for too. When Slurm refuses a part, the parts before it are cancelled and the LaunchError
/// says why.
Submitted submit_to_slurm(const SlurmJob& job, const std::vector<SlurmArray>& arrays,
                          std::int64_t tasks, const std::vector<std::string>& waiting_for);

}  // namespace regsweep
