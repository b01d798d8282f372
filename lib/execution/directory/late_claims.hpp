// Claims that were written down after results were there are marked as such for ever.
#pragma once

#include "execution/directory/sweep_directory.hpp"

namespace regsweep {

/// Sets `added_after_results: true` in every claim of the plan that the plan frozen in the
/// directory has so marked; and in every claim that the frozen plan does not have word for word,
/// if the directory has a finished trial. Writes nothing.
void mark_late_claims(Plan& plan, const SweepDirectory& directory);

}  // namespace regsweep
