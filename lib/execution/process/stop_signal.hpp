// Asks to stop: SIGINT, SIGTERM, SIGUSR1 (a cluster's warning) and SIGHUP set a flag that loops
// look at. Nothing else happens in a handler.
#pragma once

#include "core/error.hpp"

namespace regsweep {

/// From now on the signals only set the flag. A SIGHUP that is ignored (nohup) stays ignored.
void watch_stop_signals();

/// The first signal that came, 0 if none; and how many came.
int stop_signal();
int stop_signal_count();

/// 130 after SIGINT, 143 after the others.
ExitCode stop_exit_code(int signal);

}  // namespace regsweep
