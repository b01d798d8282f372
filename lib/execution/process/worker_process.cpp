#include "execution/process/worker_process.hpp"

#include <fmt/format.h>

#include <csignal>
#include <fstream>
#include <utility>

#include "core/error.hpp"
#include "results/publish.hpp"

namespace regsweep {
Subprocess start_worker(WorkerCommand command, int log) {
  return Subprocess::start({.program = std::move(command.program),
                            .words = std::move(command.words),
                            .variables = std::move(command.variables),
                            .output = log,
                            .errors = log,
                            .inherited = std::move(command.inherited),
                            .own_group = true,
                            .signal_with_parent = SIGTERM});
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
