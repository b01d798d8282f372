// What `regsweep plan --json` says of a sweep.
#pragma once

#include "command.hpp"

namespace regsweep {

/// In what trials compute: their numbers, and in how many variants the factors of products are
/// rounded to bf16.
struct PlannedPrecision {
  std::string numbers;  // "float32", "float64"
  std::int64_t in_bf16 = 0;
};

PlannedPrecision precision_of(const Plan& plan);

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
