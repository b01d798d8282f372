// How a finished trial ended: the attribute `status` of the tree of its results, "done" or
// "diverged".
#pragma once

#include <string>

#include "core/records.hpp"

namespace regsweep {

enum class TrialStatus { done, diverged };

/// The word in files: "done", "diverged".
std::string status_word(TrialStatus status);

/// Whether the results of a trial say that it diverged; false where they say nothing.
bool has_diverged(const Group& results);

}  // namespace regsweep
