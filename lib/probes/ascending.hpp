// Lists of numbers in the fields of measurements: fractions, counts of masks, lengths.
#pragma once

#include <string>

#include "core/value.hpp"

namespace regsweep {

/// ConfigurationError unless the numbers of the list `key` ascend, each once. `path`: of the map.
void check_ascending(const Value& normalized, const std::string& key, const std::string& path);

}  // namespace regsweep
