#include "execution/slurm/script.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "core/hash.hpp"
#include "execution/directory/sweep_directory.hpp"
#include "execution/process/external_command.hpp"

namespace regsweep {
namespace {

// A value of an #SBATCH line. In names of files a % begins a pattern.
std::string quoted(const std::string& text) {
  return text.find_first_of(" \t\"'\\#") == std::string::npos ? text : shell_quoted(text);
}

std::string log_pattern(const SlurmJob& job, const std::string& job_and_task) {
  std::string pattern;
  for (const char each : job.directory) pattern += each == '%' ? "%%" : std::string(1, each);
  return SweepDirectory(pattern).slurm_log(job_and_task).string();
}

void directive(std::string& out, const std::string& name, const std::string& value) {
  if (!value.empty()) out += fmt::format("#SBATCH --{}={}\n", name, quoted(value));
}

std::string head(const SlurmJob& job, const std::string& what, const std::string& name) {
  std::string out = fmt::format(
      "#!/bin/bash\n# {} Written by `regsweep submit`, which writes it anew each time.\n", what);
  directive(out, "job-name", name);
  directive(out, "partition", job.options.partition);
  directive(out, "account", job.options.account);
  directive(out, "qos", job.options.qos);
  directive(out, "constraint", job.options.constraint);
  return out;
}

constexpr const char* setup_failed = R"(setup_failed() {
  echo "regsweep: slurm.setup ended with exit code $1: $2" >&2
  exit "$1"
}
)";

// An entry whose failure ends the task with its text. One line fails as its last command does, as
// typed by hand; of several lines each counts.
std::string setup_text(const std::string& entry) {
  if (entry.find('\n') == std::string::npos) {
    return fmt::format("{{ {}\n}} || setup_failed $? {}\n", entry, shell_quoted(entry));
  }
  return fmt::format("trap 'setup_failed $? \"$BASH_COMMAND\"' ERR\n{}\ntrap - ERR\n", entry);
}

// What the user asked for goes last, so that it wins; then the shell begins.
std::string shell_begin(const SlurmJob& job) {
  std::string out;
  for (const std::string& text : job.options.sbatch) {
    const auto [name, separator, value] = read_sbatch_option(text);
    out += fmt::format("#SBATCH {}{}{}\n", name, separator, value.empty() ? "" : quoted(value));
  }
  out += "\n";
  if (job.options.setup.empty()) return out;
  out += setup_failed;
  for (const std::string& entry : job.options.setup) out += setup_text(entry);
  return out;
}

// A copy on the node's own disk that all tasks of the node share. It appears by renaming, so it is
// whole or absent.
constexpr const char* scratch_lines = R"(
from=${REGSWEEP_DATA:-${XDG_DATA_HOME:-$HOME/.local/share}/regsweep}
to=${SLURM_TMPDIR:-${TMPDIR:-/tmp}}/regsweep-data-$(id -u)
if [ -d "$from" ] && [ ! -d "$to" ]; then
  cp -r "$from" "$to.$$" && mv -T "$to.$$" "$to" || rm -rf "$to.$$"
fi
if [ -d "$to" ]; then export REGSWEEP_DATA=$to; fi
)";

}  // namespace

std::string slurm_job_name(const std::string& sweep, const std::string& directory) {
  return fmt::format("regsweep-{}-{}", sweep, xxh3_128(directory).substr(0, 8));
}

std::string SlurmJob::tasks_script() const {
  return SweepDirectory(directory).tasks_script().string();
}

std::string SlurmJob::finish_script() const {
  return SweepDirectory(directory).finish_script().string();
}

std::string finish_name(const std::string& job_name) { return job_name + "-finish"; }

std::string tasks_text(const SlurmJob& job) {
  const SlurmOptions& options = job.options;
  std::string out =
      head(job, fmt::format("Trains the trials of the sweep {}.", job.sweep), job.name);
  directive(out, "time", options.time);
  directive(out, "mem", options.mem);
  directive(out, "cpus-per-task", std::to_string(options.cpus));
  directive(out, "ntasks", "1");
  directive(out, "output", log_pattern(job, "%A_%a"));
  out += "#SBATCH --open-mode=append\n";  // a requeued task goes on in its log
  out += "#SBATCH --requeue\n";
  directive(out, "signal", fmt::format("B:USR1@{}", options.grace_seconds()));
  out += shell_begin(job);
  if (options.scratch) out += scratch_lines;
  // exec: the signals that Slurm sends to the shell reach the program.
  out += fmt::format(
      "exec {} work {} --task {} --grace {} --trials {} --shard $((${{1:-0}} + "
      "SLURM_ARRAY_TASK_ID))/${{2:-1}}\n",
      shell_quoted(job.program), shell_quoted(job.directory), shell_quoted(job.tasks_script()),
      options.grace_seconds(), options.trials_of_a_task());
  return out;
}

std::string finish_text(const SlurmJob& job) {
  std::string out =
      head(job, fmt::format("Collects the results of the sweep {} after its tasks.", job.sweep),
           finish_name(job.name));
  directive(out, "output", log_pattern(job, "%j-finish"));
  out += shell_begin(job);
  out += fmt::format("{} collect {} || exit\n", shell_quoted(job.program),
                     shell_quoted(job.directory));
  if (job.options.report) {
    out += fmt::format("{} report {}\n", shell_quoted(job.program), shell_quoted(job.directory));
  }
  return out;
}

std::string SlurmArray::text() const {
  return throttle > 0 ? fmt::format("0-{}%{}", count - 1, throttle)
                      : fmt::format("0-{}", count - 1);
}

std::vector<SlurmArray> split_tasks(std::int64_t tasks, std::int64_t largest,
                                    std::int64_t concurrency) {
  std::vector<SlurmArray> arrays;
  for (std::int64_t first = 0; first < tasks; first += largest) {
    arrays.push_back({first, std::min(largest, tasks - first), 0, -1});
  }
  if (concurrency == 0) return arrays;
  const auto count = static_cast<std::int64_t>(arrays.size());
  const std::int64_t lanes = std::min(
      count, concurrency);  // arrays that run side by side share the limit; the others wait for one
  for (std::int64_t i = 0; i < count; ++i) {
    const std::int64_t lane = i % lanes;
    arrays[static_cast<std::size_t>(i)].throttle =
        concurrency / lanes + (lane < concurrency % lanes ? 1 : 0);
    arrays[static_cast<std::size_t>(i)].after = i < lanes ? -1 : i - lanes;
  }
  return arrays;
}

}  // namespace regsweep
