#include "sweep/conditions.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "core/text.hpp"

namespace regsweep {
namespace {

constexpr std::size_t most_shown = 12;

const Value* setting(const Cell& cell, const std::string& axis) {
  for (const Member& member : cell.settings) {
    if (member.key == axis) return &member.value;
  }
  return nullptr;
}

// Whether a path without its last key means the same: the last key is the section's main field,
// whose 0 means "not there".
bool is_main_field(const Schema& schema, const std::vector<std::string>& keys) {
  if (keys.size() < 2) return false;
  return schema.resolve(join({keys.begin(), keys.end() - 1}, "."), {}) == keys;
}

void remember(std::vector<std::string>& seen, const Value& value) {
  const std::string text = value.shown();
  if (seen.size() <= most_shown && std::find(seen.begin(), seen.end(), text) == seen.end()) {
    seen.push_back(text);
  }
}

std::string listed(const std::vector<std::string>& words) {
  const std::vector<std::string> first(
      words.begin(),
      words.begin() + static_cast<std::ptrdiff_t>(std::min(words.size(), most_shown)));
  return join(first, ", ") + (words.size() > most_shown ? ", ..." : "");
}

}  // namespace

Conditions::Conditions(const Value& given, std::string what, const std::vector<Block>& blocks,
                       const Schema& schema)
    : schema_(&schema), what_(std::move(what)), where_(given.where()) {
  if (!given.is_map() || given.map().empty()) {
    throw ConfigurationError(
        where_,
        fmt::format(
            "{} is {}, but it must be a map of settings; write for example {{dropout.hidden: 0}}",
            what_, given.is_map() ? "empty" : fmt::format("{} ({})", given.kind(), given.shown())));
  }
  for (const Block& block : blocks) {
    for (const Axis& axis : block.axes) axes_.push_back(axis.name);
  }
  for (const Member& member : given.map()) conditions_.push_back(read(member, blocks));
}

Conditions::Condition Conditions::read(const Member& member,
                                       const std::vector<Block>& blocks) const {
  Condition condition;
  condition.where = member.key_where;
  condition.path = member.key;
  condition.value = member.value;
  for (const Block& block : blocks) {
    for (const Axis& axis : block.axes) {
      if (axis.name != member.key) continue;
      if (!axis.words.empty()) {
        condition.keys = schema_->resolve(member.key, member.key_where);
        condition.main_field = is_main_field(*schema_, condition.keys);
      }
      return condition;
    }
  }
  for (const char* word : {"variants", "placements", "zip"}) {
    if (member.key == word) {
      throw ConfigurationError(
          member.key_where,
          fmt::format("{} names {}, but the sweep has no such axis; its axes are {}", what_, word,
                      axes_.empty() ? "none" : listed(axes_)));
    }
  }
  Assignment meant = assignment(*schema_, member.key, member.key_where, member.value);
  condition.path = meant.path();
  condition.keys = std::move(meant.keys);
  condition.value = std::move(meant.value);
  condition.main_field = is_main_field(*schema_, condition.keys);
  return condition;
}

bool Conditions::holds(Condition& condition, const Cell& cell,
                       std::optional<Value>& normalized) const {
  const Value* found = setting(cell, condition.path);
  if (found == nullptr) found = value_at(cell.configuration, condition.keys);
  const bool is_set = found != nullptr;
  if (is_set && found->is_null() && !condition.keys.empty()) found = nullptr;  // absent
  if (found == nullptr) {
    if (!normalized) normalized = schema_->normalize(cell.configuration, "");
    found = value_at(*normalized, condition.keys);
  }
  if (found == nullptr) {
    condition.present = condition.present || is_set;
    return condition.value.is_null() || (condition.main_field && condition.value == Value(0));
  }
  condition.present = true;
  remember(condition.seen, *found);
  return *found == condition.value;
}

bool Conditions::match(const Cell& cell) {
  bool all = true;
  std::optional<Value> normalized;
  for (Condition& condition : conditions_) {
    const bool held = holds(condition, cell, normalized);
    condition.held = condition.held || held;
    all = all && held;
  }
  matched_ = matched_ || all;
  return all;
}

void Conditions::refuse_vain() const {
  for (const Condition& condition : conditions_) {
    if (!condition.present) {
      throw ConfigurationError(
          condition.where, fmt::format("{} names {}, which is set nowhere in this sweep; {}", what_,
                                       condition.path, suggestion(condition.path, axes_)));
    }
  }
  if (matched_) return;
  for (const Condition& condition : conditions_) {
    if (!condition.held) {
      throw ConfigurationError(
          condition.where,
          fmt::format("{} matches nothing: no cell has {} = {}; give one of its values: {}", what_,
                      condition.path, condition.value.shown(), listed(condition.seen)));
    }
  }
  throw ConfigurationError(where_, fmt::format("{} matches nothing: each of its settings occurs, "
                                               "but never all in one cell; delete it, or take some "
                                               "settings out",
                                               what_));
}

}  // namespace regsweep
