// JSON text <-> Value. Files that programs exchange (plan, claims, failures, schema) are JSON;
// people write YAML.
#pragma once

#include <string>
#include <string_view>

#include "core/value.hpp"

namespace regsweep {

/// JSON of a value; indent < 0 gives one line. nan and infinities become null (JSON has none).
std::string to_json(const Value& value, int indent = 2);

/// The value of a JSON text; throws StorageError naming `name` when it is not JSON.
Value from_json(std::string_view text, const std::string& name);

}  // namespace regsweep
