// Identity: what a trial is called. Equal ids are equal trials, so a finished one is never trained
// again.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace regsweep {

/// trial_id (plan.hpp) for a configuration whose canonical text is already known.
std::string trial_id_of_text(std::string_view canonical_configuration, std::uint32_t seed);

}  // namespace regsweep
