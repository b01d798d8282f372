// JSON text <-> Value. Files that programs exchange (plan, claims, failures, schema) are JSON;
// people write YAML. All JSON of the program is written here.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/value.hpp"

namespace regsweep {

/// How a value is written. `lines` and `one_line` keep the order of members and the kind of numbers
/// (5.0 is not 5), write nan and infinities as null (JSON has none) and replace bytes that are not
/// UTF-8. `canonical` gives equal values equal texts: members sorted, 1.0 as 1, nan and infinities
/// by their names, bytes as they are. It is the text under a trial's identity, and not for reading
/// back.
enum class JsonForm {
  lines,     // one member or item a line, indented by two blanks per level
  one_line,  // no blanks
  canonical  // one line, no blanks
};

std::string to_json(const Value& value, JsonForm form = JsonForm::lines);

/// to_json(value, JsonForm::canonical).
std::string canonical_text(const Value& value);

/// `separated` puts a blank after each comma and colon.
enum class JsonBlanks { none, separated };

/// An object in one line, of members whose values are JSON texts already. Keys are plain words that
/// need no escapes.
std::string json_object(const std::vector<std::pair<std::string_view, std::string>>& members,
                        JsonBlanks blanks);

/// The value of a JSON text; throws StorageError naming `name` when it is not JSON.
Value from_json(std::string_view text, const std::string& name);

}  // namespace regsweep
