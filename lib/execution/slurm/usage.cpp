#include "execution/slurm/usage.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>

#include "core/text.hpp"
#include "execution/process/external_command.hpp"
#include "execution/slurm/times.hpp"

namespace regsweep {

std::optional<double> accounted_core_seconds(const std::string& text) {
  std::optional<double> sum;
  for (const std::string& line : split(text, '\n')) {
    if (const auto seconds = parse_integer(split(line, '|').front())) {
      sum = sum.value_or(0) + static_cast<double>(*seconds);
    }
  }
  return sum;
}

std::optional<double> slurm_core_seconds(const std::vector<std::string>& names) {
  const CommandResult answer =
      run_command({"sacct", "--noheader", "--parsable2", "--allocations", "--duplicates", "--user",
                   std::to_string(getuid()), "--name", join(names, ","), "--starttime",
                   "2000-01-01", "--format", "CPUTimeRAW"},
                  "", 20);
  return answer.ok() ? accounted_core_seconds(answer.out) : std::nullopt;
}

double running_core_seconds(const std::vector<SlurmTask>& queue) {
  double sum = 0;
  for (const SlurmTask& task : queue) {
    if (task.running()) {
      sum += static_cast<double>(task.cpus * slurm_seconds(task.elapsed).value_or(0));
    }
  }
  return sum;
}

std::int64_t running_cores(const std::vector<SlurmTask>& queue) {
  std::int64_t cores = 0;
  for (const SlurmTask& task : queue) {
    if (task.running()) cores += task.cpus;
  }
  return cores;
}

std::string core_hours_sentence(const std::vector<SlurmTask>& queue,
                                std::optional<double> accounted, double seconds_left) {
  const std::int64_t cores = running_cores(queue);
  std::string used, left;
  if (accounted) {
    used = fmt::format("{:.3g} used (sacct)", *accounted / 3600);
  } else if (cores > 0) {
    used = fmt::format("{:.3g} used by the tasks that run now (sacct does not tell more)",
                       running_core_seconds(queue) / 3600);
  }
  if (cores > 0 && seconds_left >= 0) {
    left = fmt::format("about {:.3g} left", seconds_left * static_cast<double>(cores) / 3600);
  }
  if (used.empty() && left.empty()) return "";
  return fmt::format("core-hours: {}{}{}", used, used.empty() || left.empty() ? "" : ", ", left);
}

}  // namespace regsweep
