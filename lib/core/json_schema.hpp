// JSON Schema (draft 7) of a declared map, for editors: completion, documentation on hover, red
// lines under mistakes.
//
// The schema is a little laxer than the program: no field is required, since an axis of the sweep
// may supply it, and rules between fields are the program's business.
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
