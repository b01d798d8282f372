// Retrying: trials that failed for good, that diverged, or that another program made, are made open
// again; what they left moves to DIR/retried/.
//
// Generations of a plan that rest on such a trial, because its result chose or decided something,
// are taken back: they are made anew from the new result.
//
// A trial is a function of its configuration: one that diverged diverges again unless the program
// or the machine is another one.
#pragma once

#include <cstdint>

#include "execution/directory/sweep_directory.hpp"

namespace regsweep {

struct RetryReport {
  std::int64_t failed = 0, diverged = 0;  // trials that are open again
  std::int64_t of_other_programs = 0;
  std::int64_t busy = 0;         // trials that somebody trains just now; left alone
  std::int64_t generations = 0;  // of the plan that were taken back
};

/// Opens the failed trials, the diverged ones, or both. StorageError when a file cannot be moved.
RetryReport retry(const Plan& plan, const SweepDirectory& directory, bool failed, bool diverged);

/// Opens the finished trials that were made by programs which are neither this one nor recorded as
/// equal to it; those without a record are left.
RetryReport retry_other_programs(const Plan& plan, const SweepDirectory& directory);

}  // namespace regsweep
