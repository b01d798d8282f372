// Times as Slurm writes and takes them.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

namespace regsweep {

/// Seconds of a time in one of Slurm's forms: minutes "90", "90:00", "1:30:00", "1-0", "1-0:30",
/// "1-0:30:00" (days before the dash). Nothing for "UNLIMITED" and other words.
std::optional<std::int64_t> slurm_seconds(const std::string& text);

}  // namespace regsweep
