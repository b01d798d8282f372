// What `regsweep plan --json` says of a sweep.
#pragma once

#include "command.hpp"

namespace regsweep {

/// How long a plan takes here: seconds < 0 where it is unknown, and then why.
struct TimeEstimate {
  double seconds = -1;  // with `workers`
  int workers = 0;
  double flops_per_second = 0;  // of one worker, measured
  std::string unknown;
};

Value plan_json(const LoadedSweep& sweep, const TimeEstimate& time, const FreezeReport& change,
                const std::vector<std::string>& notes);

}  // namespace regsweep
