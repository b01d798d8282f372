#include "execution/slurm/queue.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>

#include "core/text.hpp"
#include "execution/process/external_command.hpp"

namespace regsweep {
namespace {

std::string trimmed(const std::string& text) {
  const std::size_t first = text.find_first_not_of(" \t"), last = text.find_last_not_of(" \t\r");
  return first == std::string::npos ? "" : text.substr(first, last - first + 1);
}

bool has(const std::string& text, const char* part) { return text.find(part) != std::string::npos; }

}  // namespace

bool SlurmTask::launch_failed() const {
  return has(reason, "launch_failed") || has(reason, "launch failed");
}
bool SlurmTask::held() const {
  return launch_failed() || reason.starts_with("JobHeld") ||
         has(reason, "DependencyNeverSatisfied");
}

const std::string& squeue_format() {
  static const std::string format =
      "ArrayJobID:|,ArrayTaskID:|,State:|,Reason:|,NodeList:|,RestartCnt:|,NumCPUs:|,TimeUsed:|,"
      "Name:|";
  return format;
}

std::vector<SlurmTask> parse_queue(const std::string& text) {
  std::vector<SlurmTask> tasks;
  for (const std::string& line : split(text, '\n')) {
    std::vector<std::string> fields = split(line, '|');
    if (fields.size() < 9) continue;
    for (std::string& field : fields) field = trimmed(field);
    SlurmTask task{fields[0], fields[1], fields[2], fields[3], fields[4],
                   fields[8], fields[7], 0,         0};
    task.restarts = parse_integer(fields[5]).value_or(0);
    task.cpus = parse_integer(fields[6]).value_or(0);
    tasks.push_back(std::move(task));
  }
  return tasks;
}

std::optional<std::vector<SlurmTask>> slurm_queue(const std::vector<std::string>& names,
                                                  std::string* why) {
  const CommandResult answer =
      run_command({"squeue", "--noheader", "--array", "--user", std::to_string(getuid()), "--name",
                   join(names, ","), "--Format", squeue_format()},
                  "", 20);
  if (answer.ok()) return parse_queue(answer.out);
  if (why != nullptr) *why = slurm_message(answer.err);
  return std::nullopt;
}

std::string queue_sentence(const std::vector<SlurmTask>& queue) {
  std::vector<std::string> running, reasons, parts;
  std::int64_t waiting = 0, restarts = 0;
  bool collecting = false;
  for (const SlurmTask& task : queue) {
    restarts += task.restarts;
    if (task.name.ends_with("-finish")) {
      collecting = true;
    } else if (task.running()) {
      running.push_back(fmt::format("{} {}_{}", task.nodes, task.array, task.number));
    } else {
      ++waiting;
      if (std::find(reasons.begin(), reasons.end(), task.reason) == reasons.end()) {
        reasons.push_back(task.reason);
      }
    }
  }
  if (running.empty() && waiting == 0 && !collecting) {
    return "no jobs of this sweep; `regsweep submit` on its directory adds what is missing";
  }
  parts.push_back(running.empty()
                      ? "none running"
                      : fmt::format("{} running ({})", running.size(), join(running, "; ")));
  if (waiting > 0) parts.push_back(fmt::format("{} waiting ({})", waiting, join(reasons, ", ")));
  if (restarts > 0) parts.push_back(fmt::format("requeued {} times", restarts));
  return join(parts, ", ") + (collecting ? "; the collecting job waits for them" : "");
}

std::int64_t largest_array(const std::string& configuration) {
  for (const std::string& line : split(configuration, '\n')) {
    if (line.starts_with("MaxArraySize") && has(line, "=")) {
      if (const auto size = parse_integer(trimmed(line.substr(line.find('=') + 1)));
          size && *size > 0) {
        return *size;
      }
    }
  }
  return 1001;
}

std::string slurm_message(const std::string& stderr_text) {
  std::vector<std::string> sentences;
  for (std::string line : split(stderr_text, '\n')) {
    for (const char* prefix :
         {"sbatch: ", "squeue: ", "scontrol: ", "scancel: ", "error: ", "fatal: "}) {
      if (line.starts_with(prefix)) line = line.substr(std::string(prefix).size());
    }
    line = trimmed(line);
    if (!line.empty() && std::find(sentences.begin(), sentences.end(), line) == sentences.end()) {
      sentences.push_back(line);
    }
  }
  return sentences.empty() ? "no reason given" : join(sentences, "; ");
}

std::string slurm_remedy(const std::string& message) {
  std::string lower = message;
  std::transform(lower.begin(), lower.end(), lower.begin(),
                 [](unsigned char each) { return static_cast<char>(std::tolower(each)); });
  if (has(lower, "no such file") || has(lower, "configuration source")) {
    return "is this a machine of the cluster? Slurm's commands must be on PATH and find its "
           "configuration";
  }
  if (has(lower, "unable to contact") || has(lower, "did not answer")) {
    return "Slurm's controller is away: the same command again later";
  }
  if (has(lower, "policy") || has(lower, "submit limit")) {
    return "fewer tasks at once: raise --trials-per-task, or wait until some have ended";
  }
  if (has(lower, "account")) {
    return "choose an --account that `sacctmgr show associations user=$USER` lists, with its "
           "partitions";
  }
  if (has(lower, "partition")) return "choose a --partition that `sinfo -s` lists";
  if (has(lower, "qos")) return "choose a qos that `sacctmgr show qos` lists: --sbatch --qos=NAME";
  if (has(lower, "time")) {
    return "give --time as 4:00:00 or 2-00:00:00, within the limit that `sinfo -o '%P %l'` shows";
  }
  if (has(lower, "memory") || has(lower, "node configuration") || has(lower, "cpu") ||
      has(lower, "processors")) {
    return "no node has so much: lower --cpus or --mem (`sinfo -o '%P %c %m'` shows what there is)";
  }
  return "correct the option that it names, and give the same command again";
}

}  // namespace regsweep
