#include "execution/process/stop_signal.hpp"

#include <csignal>

namespace regsweep {
namespace {

// The one piece of global state of the house: a signal handler can reach nothing else.
volatile std::sig_atomic_t first_signal = 0;
volatile std::sig_atomic_t signals = 0;

void note(int signal) {
  if (first_signal == 0) first_signal = signal;
  signals = signals + 1;
}

}  // namespace

void watch_stop_signals() {
  for (const int signal : {SIGINT, SIGTERM, SIGUSR1, SIGHUP}) {
    struct sigaction before {};
    sigaction(signal, nullptr, &before);
    if (signal == SIGHUP && before.sa_handler == SIG_IGN) continue;
    struct sigaction action {};
    action.sa_handler = note;
    action.sa_flags = SA_RESTART;
    sigemptyset(&action.sa_mask);
    sigaction(signal, &action, nullptr);
  }
}

int stop_signal() { return first_signal; }
int stop_signal_count() { return signals; }

ExitCode stop_exit_code(int signal) {
  return signal == SIGINT ? ExitCode::interrupted : ExitCode::terminated;
}

}  // namespace regsweep
