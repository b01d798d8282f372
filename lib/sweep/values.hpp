// The values of one axis: [a, b, c], {range: [first, last, step]} or {log: [first, last, how
// many]}.
#pragma once

#include <string>

#include "core/schema.hpp"

namespace regsweep {

/// At least one value. `field` (may be null) is what the axis sets: log rounds for integer fields.
/// Made numbers are what a person would have written: points of a range are exact decimals (one
/// that falls from 0.5 by 0.1 reaches 0), those of a log have the digits that tell them apart, at
/// least 2. A list keeps the place of each value.
List axis_values(const Value& given, const std::string& path, const Field* field);

/// ConfigurationError when a value stands twice: its cells would be counted twice and mean the
/// same.
void refuse_repeated(const List& values, const std::string& path);

}  // namespace regsweep
