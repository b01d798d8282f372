// Subprocess: the one way in which this program starts another process and waits for it.
//
// A process is a program (start) or a function of this program in a process of its own (fork). It
// belongs to one object: whoever drops the object ends the process.
#pragma once

#include <sys/types.h>

#include <chrono>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace regsweep {

/// How a process ended: by its exit code, or by a signal (then the code is -1).
struct ProcessEnd {
  int code = 0;
  int signal = 0;
};

/// What to start, and what it gets.
struct ProgramStart {
  std::string program;                      // looked for on PATH when it has no slash
  std::vector<std::string> words;           // its arguments; the first is its name
  std::vector<std::string> variables = {};  // "NAME=value", in place of those of this process
  std::string folder = {};                  // working folder; empty: that of this process
  int input = -1;                           // descriptors; -1: /dev/null
  int output = -1;                          // -1: that of this process, for errors too
  int errors = -1;
  std::vector<int> inherited = {};  // further descriptors, under their own numbers
  bool own_group = false;           // a process group of its own
  int signal_with_parent = 0;       // that the kernel sends it when this process ends; 0: none
};

class Subprocess {
 public:
  Subprocess() = default;  // no process
  Subprocess(Subprocess&& other) noexcept;
  Subprocess& operator=(Subprocess&& other) noexcept;
  ~Subprocess();  // kills it and waits for its end

  /// Starts a program. When there can be no further process, the object has none; a program that
  /// cannot be executed ends with code 127. error() says why in both cases.
  static Subprocess start(const ProgramStart& what);

  /// Runs `work` in a copy of this process, which ends with the code that it returns (255 after an
  /// exception) and without running destructors or flushing what this process has yet to print. The
  /// kernel kills it when this process ends.
  static Subprocess fork(const std::function<int()>& work);

  bool exists() const { return pid_ > 0; }  // not waited for yet
  pid_t pid() const { return pid_; }
  int error() const { return error_; }  // errno of a start that failed, else 0

  void send(int signal) const;

  /// How it ended; nothing while it runs.
  std::optional<ProcessEnd> ended();

  /// Waits for its end.
  ProcessEnd wait();

 private:
  friend void wait_for_any(const std::vector<const Subprocess*>&, std::chrono::milliseconds,
                           const std::function<bool()>&);
  void watch(pid_t pid);
  std::optional<ProcessEnd> collect(int options);

  pid_t pid_ = 0;
  int descriptor_ = -1;  // readable when it has ended; -1: the kernel offers none
  int error_ = 0;
};

/// Sleeps until one of the processes has ended, a signal that this process catches has come, or the
/// time is over. `awake` is asked once, with SIGINT, SIGTERM, SIGUSR1 and SIGHUP held back: a
/// signal that came before and that it knows of is not slept through.
void wait_for_any(const std::vector<const Subprocess*>& processes, std::chrono::milliseconds most,
                  const std::function<bool()>& awake);

/// Executes a program in the place of this one, looked for on PATH when its name has no slash;
/// returns errno when that is impossible.
int replace_this_program(const std::string& program, const std::vector<std::string>& words);

}  // namespace regsweep
