#include "sweep/paths.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "core/text.hpp"

namespace regsweep {

std::string Assignment::path() const { return join(keys, "."); }

namespace {

std::string without_base(const std::string& path) {
  return path.starts_with("base.") ? path.substr(5) : path;
}

Member* member_of(Map& map, const std::string& key) {
  const auto found =
      std::find_if(map.begin(), map.end(), [&](const Member& member) { return member.key == key; });
  return found == map.end() ? nullptr : &*found;
}

// Shorthand inside a value that is a map, which only the schema at its place knows.
Value expanded(const Schema& schema, const std::vector<std::string>& keys, const Value& value) {
  Value nested = value;
  for (auto key = keys.rbegin(); key != keys.rend(); ++key) {
    nested = Value(Map{Member{*key, std::move(nested), value.where()}}, value.where());
  }
  const Value whole = schema.expand(nested);
  const Value* found = value_at(whole, keys);
  return found != nullptr ? *found : value;
}

}  // namespace

std::vector<std::string> resolve_path(const Schema& schema, const std::string& path,
                                      const Location& where) {
  const std::string inner = without_base(path);
  const std::vector<std::string> words = split(inner, '.');
  if (std::find(words.begin(), words.end(), "") != words.end()) {
    throw ConfigurationError(where, fmt::format("'{}' is no path: a word is missing before or "
                                                "after a dot; write for example dropout.hidden",
                                                path));
  }
  return schema.resolve(inner, where);
}

Assignment assignment(const Schema& schema, const std::string& path, const Location& where,
                      const Value& value) {
  Assignment made{resolve_path(schema, path, where), value, where};
  if (!value.is_map()) return made;
  const bool shortened = made.path() != without_base(path);  // the last key stands for the section
  if (shortened) made.keys.pop_back();
  made.value = expanded(schema, made.keys, value);
  return made;
}

void assign(Value& configuration, const Assignment& assignment) {
  if (assignment.value.is_null() && value_at(configuration, assignment.keys) == nullptr) return;
  Value* at = &configuration;
  for (std::size_t i = 0; i < assignment.keys.size(); ++i) {
    if (at->is_null()) *at = Value(Map{}, at->where().known() ? at->where() : assignment.where);
    if (!at->is_map()) {
      throw ConfigurationError(
          at->where(), fmt::format("{} is {} ({}), but it must be a map, because the sweep sets {} "
                                   "in it; write its fields "
                                   "below it",
                                   join({assignment.keys.begin(),
                                         assignment.keys.begin() + static_cast<std::ptrdiff_t>(i)},
                                        "."),
                                   at->kind(), at->shown(), assignment.path()));
    }
    Member* member = member_of(at->map(), assignment.keys[i]);
    if (member == nullptr) {
      member = &at->map().emplace_back(Member{assignment.keys[i], Value(), assignment.where});
    }
    at = &member->value;
  }
  *at = assignment.value;
}

const Value* value_at(const Value& configuration, const std::vector<std::string>& keys) {
  const Value* at = &configuration;
  for (const std::string& key : keys) {
    if (at = at->find(key); at == nullptr) return nullptr;
  }
  return at;
}

bool begins_with(const std::vector<std::string>& keys, const std::vector<std::string>& start) {
  return start.size() <= keys.size() && std::equal(start.begin(), start.end(), keys.begin());
}

}  // namespace regsweep
