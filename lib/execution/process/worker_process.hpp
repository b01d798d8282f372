// A worker as a process: how it is started, and what its log says when it is gone.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "core/error.hpp"
#include "core/subprocess.hpp"

namespace regsweep {

struct WorkerCommand {
  std::string program;
  std::vector<std::string> words;      // the first is its name
  std::vector<std::string> variables;  // "NAME=value", before those of this process' environment
  std::vector<int> inherited;  // descriptors that it gets besides its input (/dev/null) and its log
};

/// The worker as a process; as Subprocess::start. Both outputs go to the descriptor `log`. It has a
/// process group of its own: the terminal's Ctrl-C reaches the supervisor only, which passes it on.
/// Should the supervisor be killed, the worker gets SIGTERM from the kernel, writes its checkpoint
/// and ends.
Subprocess start_worker(WorkerCommand command, int log);

/// What a worker wrote into its log from byte `from` on; at most the last `most` lines.
std::vector<std::string> last_lines(const std::filesystem::path& log, std::int64_t from,
                                    std::size_t most);

/// Why a worker ended with this exit code: the last sentence that it left on stderr from byte
/// `from` of its log on, without "regsweep: ". There is none when the log is on the disk that
/// failed, or in a folder that was removed, where workers meet errors of many kinds: then a
/// StorageError with what publish() says about a file beside the log.
Error last_error(const std::filesystem::path& log, std::int64_t from, ExitCode code);

}  // namespace regsweep
