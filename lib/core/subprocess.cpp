#include "core/subprocess.hpp"

#include <fcntl.h>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <string_view>
#include <utility>

#include "core/descriptor_io.hpp"
#include "core/pipe.hpp"

extern char** environ;

namespace regsweep {
namespace subprocess {
namespace {

constexpr int code_of_no_program = 127;
constexpr int code_of_exception = 255;

// Where the kernel has no descriptor of a process (before Linux 5.3, or in some sandboxes), its end
// is looked for this often.
constexpr std::chrono::milliseconds without_descriptor{20};

// Those given, then those of this process that have another name.
std::vector<std::string> environment_with(const std::vector<std::string>& given) {
  std::vector<std::string> variables = given;
  for (char** each = environ; *each != nullptr; ++each) {
    const std::string_view own(*each);
    const std::string_view name = own.substr(0, own.find('=') + 1);
    const bool replaced = std::any_of(given.begin(), given.end(), [&](const std::string& other) {
      return other.starts_with(name);
    });
    if (!replaced) variables.emplace_back(own);
  }
  return variables;
}

std::vector<char*> pointers(const std::vector<std::string>& texts) {
  std::vector<char*> all;
  for (const std::string& text : texts) all.push_back(const_cast<char*>(text.c_str()));
  all.push_back(nullptr);
  return all;
}

// The signal comes only for an end after this call, so the parent is looked for once more.
void end_with_parent(pid_t parent, int signal) {
  prctl(PR_SET_PDEATHSIG, signal);
  if (getppid() != parent) _exit(128 + signal);
}

// Between fork and exec: only async-signal-safe calls. Returns when the program cannot be executed.
void become(const ProgramStart& what, pid_t parent, char* const* words, char* const* variables) {
  if (what.own_group) setpgid(0, 0);
  if (what.signal_with_parent != 0) end_with_parent(parent, what.signal_with_parent);
  const int input = what.input >= 0 ? what.input : open("/dev/null", O_RDONLY);
  if (input >= 0) dup2(input, STDIN_FILENO);
  if (what.output >= 0) dup2(what.output, STDOUT_FILENO);
  if (what.errors >= 0) dup2(what.errors, STDERR_FILENO);
  for (const int descriptor : what.inherited) fcntl(descriptor, F_SETFD, 0);
  if (!what.folder.empty() && chdir(what.folder.c_str()) != 0) return;
  execvpe(what.program.c_str(), words, variables);
}

ProcessEnd end_of(int status) {
  if (WIFEXITED(status)) return {WEXITSTATUS(status), 0};
  return {-1, WTERMSIG(status)};
}

}  // namespace
}  // namespace subprocess

Subprocess::Subprocess(Subprocess&& other) noexcept
    : pid_(std::exchange(other.pid_, 0)),
      descriptor_(std::exchange(other.descriptor_, -1)),
      error_(std::exchange(other.error_, 0)) {}

Subprocess& Subprocess::operator=(Subprocess&& other) noexcept {
  std::swap(pid_, other.pid_);
  std::swap(descriptor_, other.descriptor_);
  std::swap(error_, other.error_);
  return *this;
}

Subprocess::~Subprocess() {
  if (!exists()) return;
  send(SIGKILL);
  wait();
}

void Subprocess::watch(pid_t pid) {
  pid_ = pid;
  descriptor_ = static_cast<int>(syscall(SYS_pidfd_open, pid, 0));  // closed at exec
}

Subprocess Subprocess::start(const ProgramStart& what) {
  const std::vector<std::string> environment = subprocess::environment_with(what.variables);
  const std::vector<char*> words = subprocess::pointers(what.words);
  const std::vector<char*> variables = subprocess::pointers(environment);
  Subprocess process;
  Pipe cause;  // errno of exec; closed by an exec that succeeds
  const pid_t parent = getpid();
  const pid_t pid = cause.write_end() >= 0 ? ::fork() : -1;
  if (pid < 0) {
    process.error_ = errno;
    return process;
  }
  if (pid == 0) {
    subprocess::become(what, parent, words.data(), variables.data());
    const int code = errno;
    const ssize_t told = write(cause.write_end(), &code, sizeof code);
    _exit(told == sizeof code ? subprocess::code_of_no_program : subprocess::code_of_exception);
  }
  process.watch(pid);
  cause.close_write();
  int code = 0;
  if (read_all(cause.read_end(), &code, sizeof code) == sizeof code) process.error_ = code;
  return process;
}

Subprocess Subprocess::fork(const std::function<int()>& work) {
  Subprocess process;
  const pid_t parent = getpid();
  const pid_t pid = ::fork();
  if (pid < 0) {
    process.error_ = errno;
    return process;
  }
  if (pid == 0) {
    subprocess::end_with_parent(parent, SIGKILL);
    int code = subprocess::code_of_exception;
    try {
      code = work();
    } catch (...) {  // the code says it
    }
    _exit(code);
  }
  process.watch(pid);
  return process;
}

void Subprocess::send(int signal) const {
  if (exists()) kill(pid_, signal);
}

std::optional<ProcessEnd> Subprocess::collect(int options) {
  if (!exists()) return std::nullopt;
  int status = 0;
  const pid_t found = without_interruption([&] { return waitpid(pid_, &status, options); });
  if (found == 0) return std::nullopt;
  pid_ = 0;
  if (descriptor_ >= 0) close(std::exchange(descriptor_, -1));
  return found < 0 ? ProcessEnd{-1, 0} : subprocess::end_of(status);
}

std::optional<ProcessEnd> Subprocess::ended() { return collect(WNOHANG); }

ProcessEnd Subprocess::wait() { return collect(0).value_or(ProcessEnd{}); }

void wait_for_any(const std::vector<const Subprocess*>& processes, std::chrono::milliseconds most,
                  const std::function<bool()>& awake) {
  std::vector<pollfd> descriptors;
  for (const Subprocess* each : processes) {
    if (!each->exists()) continue;
    if (each->descriptor_ < 0) most = std::min(most, subprocess::without_descriptor);
    descriptors.push_back({each->descriptor_, POLLIN, 0});
  }
  sigset_t held_back;
  sigset_t before;
  sigemptyset(&held_back);
  for (const int signal : {SIGINT, SIGTERM, SIGUSR1, SIGHUP}) sigaddset(&held_back, signal);
  sigprocmask(SIG_BLOCK, &held_back, &before);
  if (!awake()) {
    const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(most);
    const timespec time{seconds.count(), std::chrono::nanoseconds(most - seconds).count()};
    ppoll(descriptors.data(), descriptors.size(), &time, &before);
  }
  sigprocmask(SIG_SETMASK, &before, nullptr);
}

int replace_this_program(const std::string& program, const std::vector<std::string>& words) {
  execvp(program.c_str(), subprocess::pointers(words).data());
  return errno;
}

}  // namespace regsweep
