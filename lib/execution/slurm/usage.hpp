// Core-hours of a sweep on Slurm: what its tasks have used, and what the open trials will take. A
// sentence for `status`, never a bill.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "execution/slurm/queue.hpp"

namespace regsweep {

/// Core-seconds in lines "<seconds>|<...>" of `sacct --parsable2 --noheader --format=CPUTimeRAW`;
/// nothing when no line has a number.
std::optional<double> accounted_core_seconds(const std::string& text);

/// Core-seconds of all jobs of this user with these names, those before a requeue included, as
/// sacct knows them; nothing without accounting, or before the accounting knows the jobs.
std::optional<double> slurm_core_seconds(const std::vector<std::string>& names);

/// Core-seconds that the tasks which run now have had so far, and the cores that they have.
double running_core_seconds(const std::vector<SlurmTask>& queue);
std::int64_t running_cores(const std::vector<SlurmTask>& queue);

/// "core-hours: 12.4 used (sacct), about 3.1 left"; `seconds_left` is the time that the tasks which
/// run need for what is open, negative while unknown. Empty when there is nothing to say.
std::string core_hours_sentence(const std::vector<SlurmTask>& queue,
                                std::optional<double> accounted, double seconds_left);

}  // namespace regsweep
