#include "execution/process/worker_process.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/prctl.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <fstream>
#include <string_view>

#include "core/error.hpp"
#include "results/publish.hpp"

extern char** environ;

namespace regsweep {
namespace {

// Those given, then those of this process that have another name.
std::vector<std::string> environment_with(std::vector<std::string> variables) {
  const std::vector<std::string> own = variables;
  for (char** each = environ; *each != nullptr; ++each) {
    const std::string name = std::string(*each).substr(0, std::string_view(*each).find('=') + 1);
    if (std::none_of(own.begin(), own.end(),
                     [&](const std::string& set) { return set.starts_with(name); })) {
      variables.emplace_back(*each);
    }
  }
  return variables;
}

std::vector<char*> pointers(std::vector<std::string>& texts) {
  std::vector<char*> all;
  for (std::string& text : texts) all.push_back(text.data());
  all.push_back(nullptr);
  return all;
}

}  // namespace

// Only async-signal-safe calls between fork and exec.
pid_t start_worker(WorkerCommand command, int log) {
  std::vector<std::string> variables = environment_with(std::move(command.variables));
  const std::vector<char*> word_list = pointers(command.words), variable_list = pointers(variables);
  const pid_t parent = getpid(), pid = fork();
  if (pid != 0) return pid;
  setpgid(0, 0);
  prctl(PR_SET_PDEATHSIG, SIGTERM);
  if (getppid() != parent) _exit(static_cast<int>(ExitCode::terminated));
  const int nothing = open("/dev/null", O_RDONLY);
  if (nothing >= 0) dup2(nothing, STDIN_FILENO);
  dup2(log, STDOUT_FILENO);
  dup2(log, STDERR_FILENO);
  for (const int descriptor : command.inherited) fcntl(descriptor, F_SETFD, 0);
  execve(command.program.c_str(), word_list.data(), variable_list.data());
  _exit(127);
}

std::vector<std::string> last_lines(const std::filesystem::path& log, std::int64_t from,
                                    std::size_t most) {
  std::ifstream stream(log);
  stream.seekg(from);
  std::vector<std::string> lines;
  for (std::string line; std::getline(stream, line); lines.push_back(std::move(line))) {
    if (lines.size() == most) lines.erase(lines.begin());
  }
  return lines;
}

Error last_error(const std::filesystem::path& log, std::int64_t from, ExitCode code) {
  std::string sentence;
  for (const std::string& line : last_lines(log, from, 100)) {
    if (line.starts_with("regsweep: ")) sentence = line.substr(10);
  }
  if (!sentence.empty()) return {code, sentence};
  std::error_code ignored;
  if (code != ExitCode::storage && std::filesystem::exists(log, ignored)) {
    return {code, fmt::format("a worker stopped without a reason; see {}", log.string())};
  }
  const std::filesystem::path beside = log.string() + ".reason";
  try {
    publish(beside, sentence);
  } catch (const StorageError& cause) {
    return cause;
  }
  std::filesystem::remove(beside, ignored);
  return StorageError(
      fmt::format("a worker could not write its results, nor the reason into {}; check the space "
                  "of that disk, then run the same "
                  "command again",
                  log.string()));
}

}  // namespace regsweep
