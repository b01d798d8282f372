// YAML text -> Value, with the place of everything in it. The only reader of YAML; nothing behind
// it sees YAML.
//
// Plain scalars: 5 is an integer, 1e-4 and .5 are numbers, true and false are flags, null, ~ and
// nothing are null, all else is text (also yes, no, on, off). Quoted scalars are text. Aliases and
// merge keys (<<) are replaced by what they mean and keep the place of the anchor, where a mistake
// in them is repaired. Everything doubtful is refused with a ConfigurationError at its place:
// duplicate keys, tabs in front of a line, tags, several documents, keys that are no words, numbers
// that are not finite or begin with a needless 0, text that is not UTF-8, structures that are too
// deep (64) or too large (a million values).
#pragma once

#include <cstddef>
#include <string>

#include "core/value.hpp"

namespace regsweep {

/// The value of a whole text; null with the place 1:1 when there is nothing in it. `name` appears
/// in messages.
Value read_yaml(const std::string& text, const std::string& name);

/// The same for a file. ConfigurationError when it cannot be read.
Value read_yaml_file(const std::string& path);

/// The value that begins after the first `skip` characters of a command line argument; places count
/// from the argument's begin.
Value read_yaml_argument(const std::string& argument, std::size_t skip, const std::string& name);

}  // namespace regsweep
