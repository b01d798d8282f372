// Collecting a sweep directory into its results.h5, which is a cache: made again whenever something
// is newer than it.
#pragma once

#include <optional>

#include "execution/directory/sweep_directory.hpp"
#include "results/collect.hpp"

namespace regsweep {

CollectRequest collect_request(const Plan& plan, const SweepDirectory& directory);

/// Reads every finished trial, publishes results.h5, and keeps in trials.index what was seen.
CollectReport collect_sweep(const Plan& plan, const SweepDirectory& directory);

/// The same unless results.h5 is newer than the plan and every trial; then nothing is returned.
std::optional<CollectReport> collect_if_needed(const Plan& plan, const SweepDirectory& directory);

}  // namespace regsweep
