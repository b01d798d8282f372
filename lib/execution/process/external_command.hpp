// Runs another program to its end with a text on its stdin, and keeps what it says. For the clients
// of a cluster (sbatch, squeue, ...), which answer in milliseconds or hang while their controller
// is away.
#pragma once

#include <string>
#include <vector>

namespace regsweep {

struct CommandResult {
  int code = 0;  // exit code; 128 + signal when a signal ended it, 127 when it cannot be started,
                 // 124 when it took too long
  std::string out, err;

  bool ok() const { return code == 0; }
};

/// `words`: the program, looked for on PATH, and its arguments. A program that takes longer than
/// `seconds` is killed.
CommandResult run_command(const std::vector<std::string>& words, const std::string& input = "",
                          double seconds = 60);

/// The text as one word of a POSIX shell.
std::string shell_quoted(const std::string& text);

/// Words as a line that a POSIX shell takes apart into them again.
std::string command_text(const std::vector<std::string>& words);

}  // namespace regsweep
