// Names that people give: of variants, and values of axes that are texts. They become labels, which
// stand in tables, legends, progress lines, CSV and LaTeX.
#pragma once

#include <string>

#include "core/value.hpp"

namespace regsweep {

/// What is wrong with a name, after "it": "has a control character (U+000A)", "begins with a
/// blank", "is empty"; "" if nothing is. Control characters are those of Unicode (Cc) and its line
/// and paragraph separators; blanks are all characters that show as nothing but room.
std::string name_fault(const std::string& name);

/// ConfigurationError when a text in a value of an axis, however deep, has a fault.
void refuse_unprintable(const List& values, const std::string& axis);

}  // namespace regsweep
