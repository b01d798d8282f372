// Who a process is, across machines: enough to tell whether the holder of a claim still lives.
//
// A pid alone is not a name: it is reused, and two containers may share a host name. A process is
// (machine, pid, start), where machine is this boot of this kernel and this pid namespace, and
// start is the kernel's start time of the process.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

namespace regsweep {

struct ProcessIdentity {
  std::string host;     // for people
  std::string machine;  // boot id and pid namespace; equal only where pids mean the same
  std::int64_t pid = 0;
  std::int64_t start = -1;  // clock ticks since boot

  friend bool operator==(const ProcessIdentity&, const ProcessIdentity&) = default;
};

ProcessIdentity this_process();

/// Start time of a process of this machine; nothing when it is gone or a zombie.
std::optional<std::int64_t> process_start(std::int64_t pid);

/// Whether `process`, which belongs to this machine, still runs.
bool is_running(const ProcessIdentity& process);

/// This program as a file that can be started: /proc/self/exe, which stays itself when its file is
/// replaced. A bundle that brings its own loader is started by a launcher, which is the file then:
/// the launcher names itself in REGSWEEP_PROGRAM.
std::string own_program();

/// "2026-05-01T12:30:00Z" of now; and seconds since 1970 with fraction.
std::string utc_now_text();
double utc_now();

}  // namespace regsweep
