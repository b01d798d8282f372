// Stop signals: the first one decides the exit code, all are counted. (Runs in a child: the flag is
// the process's.)
#include "execution/process/stop_signal.hpp"

#include <sys/wait.h>
#include <unistd.h>
#include <catch2/catch.hpp>
#include <csignal>

namespace regsweep::stop_signal_test {

TEST_CASE("signals are noted, not obeyed") {
  const pid_t child = fork();
  if (child == 0) {
    watch_stop_signals();
    bool good = stop_signal() == 0 && stop_signal_count() == 0;
    raise(SIGTERM);
    raise(SIGINT);
    raise(SIGUSR1);
    good = good && stop_signal() == SIGTERM && stop_signal_count() == 3;
    _exit(good ? 42 : 1);
  }
  int status = 0;
  waitpid(child, &status, 0);
  REQUIRE(WIFEXITED(status));
  REQUIRE(WEXITSTATUS(status) == 42);
}

TEST_CASE("a hang-up that nohup ignores stays ignored") {
  const pid_t child = fork();
  if (child == 0) {
    signal(SIGHUP, SIG_IGN);
    watch_stop_signals();
    raise(SIGHUP);
    _exit(stop_signal() == 0 ? 42 : 1);
  }
  int status = 0;
  waitpid(child, &status, 0);
  REQUIRE((WIFEXITED(status) && WEXITSTATUS(status) == 42));
}

TEST_CASE("exit codes of stops") {
  REQUIRE(stop_exit_code(SIGINT) == ExitCode::interrupted);
  REQUIRE(stop_exit_code(SIGTERM) == ExitCode::terminated);
  REQUIRE(stop_exit_code(SIGUSR1) == ExitCode::terminated);
}

}  // namespace regsweep::stop_signal_test
