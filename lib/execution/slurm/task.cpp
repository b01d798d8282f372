#include "execution/slurm/task.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <ctime>
#include <filesystem>
#include <thread>

#include "core/text.hpp"
#include "execution/process/external_command.hpp"
#include "execution/process/processes.hpp"
#include "execution/process/stop_signal.hpp"
#include "execution/slurm/queue.hpp"
#include "execution/slurm/times.hpp"

namespace regsweep {
namespace {

using Variable = std::function<const char*(const char*)>;

std::string text_in(const Variable& variable, const char* name) {
  const char* text = variable(name);
  return text == nullptr ? "" : text;
}

std::int64_t slurm_number(const Variable& variable, const char* name, std::int64_t otherwise) {
  return parse_integer(text_in(variable, name)).value_or(otherwise);
}

void say(const std::string& line) {
  fmt::print("{} {}\n", utc_now_text(), line);
  std::fflush(stdout);
}

// Slurm ends a requeued or cancelled task with SIGKILL within its KillWait; a site may have set
// minutes.
constexpr int longest_wait_seconds = 600;

void wait_for_the_end() { std::this_thread::sleep_for(std::chrono::seconds(longest_wait_seconds)); }

bool submit_again(const SlurmPlace& place, const std::string& script, const std::string& shard) {
  const std::vector<std::string> parts = split(shard, '/');
  if (place.task.empty() || parts.size() != 2) return false;
  const auto index = parse_integer(parts[0]), task = parse_integer(place.task);
  if (!index || !task) return false;
  const CommandResult answer = run_command({"sbatch", "--parsable", "--array=" + place.task, script,
                                            std::to_string(*index - *task), parts[1]});
  if (!answer.ok()) {
    say(fmt::format("slurm    could not submit this task again: {}", slurm_message(answer.err)));
    return false;
  }
  const std::string job = split(split(answer.out, '\n').front(), ';').front();
  say(fmt::format("slurm    submitted this task again as job {}", job));
  // The job that collects waits for the array that this task leaves; another one waits for its new
  // self.
  const std::filesystem::path finish =
      std::filesystem::path(script).parent_path() / "finish.sbatch";
  if (std::filesystem::exists(finish)) {
    run_command({"sbatch", "--parsable", "--dependency=afterany:" + job,
                 "--kill-on-invalid-dep=yes", finish.string()});
  }
  return true;
}

}  // namespace

std::optional<SlurmPlace> slurm_place(const Variable& variable) {
  SlurmPlace place;
  place.job = text_in(variable, "SLURM_ARRAY_JOB_ID");
  place.task = text_in(variable, "SLURM_ARRAY_TASK_ID");
  if (place.job.empty()) {
    place.job = text_in(variable, "SLURM_JOB_ID");
    place.task.clear();
  }
  if (place.job.empty()) return std::nullopt;
  place.node = text_in(variable, "SLURMD_NODENAME");
  place.restarts = slurm_number(variable, "SLURM_RESTART_COUNT", 0);
  place.cpus =
      std::max<std::int64_t>(1, slurm_number(variable, "SLURM_CPUS_PER_TASK",
                                             slurm_number(variable, "SLURM_CPUS_ON_NODE", 1)));
  const std::int64_t of_node = slurm_number(variable, "SLURM_MEM_PER_NODE", 0),
                     of_cpu = slurm_number(variable, "SLURM_MEM_PER_CPU", 0);
  place.memory = (of_node > 0 ? of_node : of_cpu * place.cpus) << 20;  // Slurm counts in MiB
  return place;
}

std::int64_t warn_before_time_limit(const std::string& job_id, std::int64_t grace) {
  const CommandResult answer =
      run_command({"squeue", "--noheader", "--job", job_id, "--Format", "TimeLeft:|"}, "", 20);
  const auto left = slurm_seconds(split(answer.out, '|').front());
  if (!answer.ok() || !left) return -1;
  const std::int64_t seconds = std::max<std::int64_t>({1, *left - grace, *left / 2});
  struct sigevent event {};
  event.sigev_notify = SIGEV_SIGNAL;
  event.sigev_signo = SIGUSR1;
  timer_t timer{};
  if (timer_create(CLOCK_MONOTONIC, &event, &timer) != 0) return -1;
  struct itimerspec when {};
  when.it_value.tv_sec = seconds;
  timer_settime(timer, 0, &when, nullptr);
  return seconds;
}

ExitCode leave_slurm_task(const SlurmPlace& place, int signal, const std::string& script,
                          const std::string& shard) {
  if (signal != SIGUSR1) {
    say("slurm    saved; waiting for Slurm to end this task");
    wait_for_the_end();
    return stop_exit_code(signal);
  }
  const CommandResult answer = run_command({"scontrol", "requeue", place.requeue_name()});
  if (answer.ok()) {
    say("slurm    saved; asked to be run again");
    wait_for_the_end();
    return stop_exit_code(signal);
  }
  say(fmt::format("slurm    may not be requeued: {}", slurm_message(answer.err)));
  return submit_again(place, script, shard) ? ExitCode::done : stop_exit_code(signal);
}

}  // namespace regsweep
