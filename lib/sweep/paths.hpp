// Dotted paths of a sweep: what they mean, and setting what they name.
#pragma once

#include <string>
#include <vector>

#include "core/schema.hpp"

namespace regsweep {

/// One field (or section) set to a value: `keys` from the root of base, `where` the place of the
/// path.
struct Assignment {
  std::vector<std::string> keys;
  Value value;
  Location where;

  std::string path() const;
};

/// "dropout.hidden" -> {dropout, hidden, rate}; a leading `base.` is allowed. ConfigurationError at
/// `where`.
std::vector<std::string> resolve_path(const Schema& schema, const std::string& path,
                                      const Location& where);

/// The same with a value: a map is meant for the section itself, {rate: 1e-4} for
/// regularizers.weight_decay.
Assignment assignment(const Schema& schema, const std::string& path, const Location& where,
                      const Value& value);

/// Sets the value in an expanded configuration; maps on the way are made, a present value is
/// replaced. null, which means absent, makes nothing that is not there.
void assign(Value& configuration, const Assignment& assignment);

/// The value at the keys, or nullptr.
const Value* value_at(const Value& configuration, const std::vector<std::string>& keys);

/// Whether `keys` begins with `start`.
bool begins_with(const std::vector<std::string>& keys, const std::vector<std::string>& start);

}  // namespace regsweep
