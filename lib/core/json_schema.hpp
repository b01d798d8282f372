// JSON Schema (draft 7) of a declared map, for editors: completion, documentation on hover, red
// lines under mistakes.
//
// The schema accepts all that the program accepts, and a little more: no field is required, since
// an axis of the sweep may supply it, and rules between fields are not in it. A key without a value
// (null) stands for an absent section or optional field, as in the program.
#pragma once

#include <string>
#include <vector>

#include "core/schema.hpp"

namespace regsweep {

Value json_schema(const Schema& schema);
Value json_schema(const Field& field);

/// The dotted paths of all leaf fields ("optimizer.learning_rate"); open maps are left out.
std::vector<std::string> field_paths(const Schema& schema);

}  // namespace regsweep
