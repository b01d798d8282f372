#include "core/schema.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "core/text.hpp"

namespace regsweep {

bool Range::contains(double value) const {
  const bool above_low = low_open ? value > low : value >= low;
  const bool below_high = high_open ? value < high : value <= high;
  return above_low && below_high;
}

std::string Range::text(const std::string& name) const {
  const bool bounded_below = !std::isinf(low);
  const bool bounded_above = !std::isinf(high);
  if (bounded_below && !bounded_above) {
    return fmt::format("{} {} {}", name, low_open ? ">" : ">=", number_text(low));
  }
  if (!bounded_above) return "";
  const std::string right = fmt::format("{} {}", high_open ? "<" : "<=", number_text(high));
  if (!bounded_below) return fmt::format("{} {}", name, right);
  return fmt::format("{} {} {} {}", number_text(low), low_open ? "<" : "<=", name, right);
}

Field::Field() = default;
Field::Field(const Field&) = default;
Field::Field(Field&&) noexcept = default;
Field& Field::operator=(const Field&) = default;
Field& Field::operator=(Field&&) noexcept = default;
Field::~Field() = default;

Schema::Schema() = default;
Schema::Schema(const Schema&) = default;
Schema::Schema(Schema&&) noexcept = default;
Schema& Schema::operator=(const Schema&) = default;
Schema& Schema::operator=(Schema&&) noexcept = default;
Schema::~Schema() = default;

std::string Field::kind_text() const {
  const std::string bounds = range.text(key);
  const std::string within = bounds.empty() ? "" : " with " + bounds;
  switch (kind) {
    case FieldKind::flag:
      return "true or false";
    case FieldKind::integer:
      return "an integer" + within + (share ? ", or a share above 0 and below 1" : "");
    case FieldKind::number:
      return "a number" + within;
    case FieldKind::text:
      return "text";
    case FieldKind::choice:
      return "one of " + join(choices, ", ");
    case FieldKind::integers:
      return "a list of integers" + within;
    case FieldKind::numbers:
      return "a list of numbers" + within;
    case FieldKind::texts:
      return choices.empty() ? "a list of names" : "a list of " + join(choices, ", ");
    case FieldKind::section:
      return "a map";
    case FieldKind::anything:
      return form.empty() ? "any value" : form;
  }
  return "";
}

std::string join_path(const std::string& path, const std::string& key) {
  return path.empty() ? key : path + "." + key;
}

namespace {

[[noreturn]] void wrong_kind(const Field& field, const Value& given, const std::string& path) {
  std::string remedy;
  const bool list = field.kind == FieldKind::integers || field.kind == FieldKind::numbers ||
                    field.kind == FieldKind::texts;
  const bool number = field.kind == FieldKind::integer || field.kind == FieldKind::number;
  if (list && given.is_scalar() && !given.is_null()) {
    remedy = fmt::format("write [{}]", given.shown());
  }
  if (number && given.is_text() && parse_number(given.text())) {
    remedy = fmt::format("write {} without quotes", given.text());
  }
  const std::string problem = fmt::format("{} is {} ({}), but it must be {}", path, given.kind(),
                                          given.shown(), field.kind_text());
  throw ConfigurationError(
      given.where(),
      problem + (remedy.empty() ? "; " + field.doc : fmt::format(" ({}); {}", field.doc, remedy)));
}

bool is_numeric(const Value& value, bool whole) {
  return value.is_number() && (!whole || value.number() == std::floor(value.number()));
}

// 1.0 of something that is a count or a share would be read as everything, and is one.
void refuse_whole_share(const Value& given, const std::string& path) {
  if (given.is_integer() || given.number() != 1) return;
  throw ConfigurationError(
      given.where(),
      fmt::format("{} is 1.0, which may mean one or all; write 1, or leave the key out", path));
}

Value checked_number(const Field& field, const Value& given, const std::string& path, bool whole) {
  if (field.share && given.is_number()) {
    if (given.number() > 0 && given.number() < 1) return Value(given.number(), given.where());
    refuse_whole_share(given, path);
  }
  if (!is_numeric(given, whole)) wrong_kind(field, given, path);
  if (!field.range.contains(given.number())) {
    throw ConfigurationError(given.where(),
                             fmt::format("{} = {} violates {}; give {}", path, given.shown(),
                                         field.range.text(field.key), field.kind_text()));
  }
  if (!whole) return Value(given.number(), given.where());
  if (std::abs(given.number()) > 9e15) wrong_kind(field, given, path);
  return given.is_integer() ? given
                            : Value(static_cast<std::int64_t>(given.number()), given.where());
}

Value checked_name(const Field& field, const Value& given, const std::string& path) {
  if (!given.is_text()) wrong_kind(field, given, path);
  if (!field.choices.empty() &&
      std::find(field.choices.begin(), field.choices.end(), given.text()) == field.choices.end()) {
    throw ConfigurationError(given.where(),
                             fmt::format("{} = '{}' is unknown; {}", path, given.text(),
                                         suggestion(given.text(), field.choices)));
  }
  return given;
}

// The field that one item of a list would be, for messages.
Field item_of(const Field& list) {
  Field item = list;
  if (list.kind == FieldKind::integers) {
    item.kind = FieldKind::integer;
  } else if (list.kind == FieldKind::numbers) {
    item.kind = FieldKind::number;
  } else {
    item.kind = list.choices.empty() ? FieldKind::text : FieldKind::choice;
  }
  return item;
}

Value checked_list(const Field& field, const Value& given, const std::string& path) {
  if (!given.is_list()) wrong_kind(field, given, path);
  const bool texts = field.kind == FieldKind::texts;
  const bool whole = field.kind == FieldKind::integers;
  List items;
  for (const Value& item : given.list()) {
    const std::string item_path = fmt::format("{}[{}]", path, items.size());
    if (texts ? !item.is_text() : !is_numeric(item, whole)) {
      wrong_kind(item_of(field), item, item_path);
    }
    items.push_back(texts ? checked_name(field, item, item_path)
                          : checked_number(field, item, item_path, whole));
  }
  return Value(std::move(items), given.where());
}

Value checked(const Field& field, const Value& given, const std::string& path) {
  switch (field.kind) {
    case FieldKind::flag:
      if (!given.is_flag()) wrong_kind(field, given, path);
      return given;
    case FieldKind::integer:
      return checked_number(field, given, path, true);
    case FieldKind::number:
      return checked_number(field, given, path, false);
    case FieldKind::text:
    case FieldKind::choice:
      return checked_name(field, given, path);
    case FieldKind::integers:
    case FieldKind::numbers:
    case FieldKind::texts:
      return checked_list(field, given, path);
    case FieldKind::section:
      return field.section->normalize(given, path);
    case FieldKind::anything:
      return given;
  }
  return given;
}

// Default sections are normalized too, so that the defaults inside them appear; their place is the
// parent's.
void take_field(const Field& field, const Value& given, const std::string& path, Map& out) {
  const std::string field_path = join_path(path, field.key);
  if (const Value* member = given.find(field.key)) {
    out.push_back(Member{field.key, checked(field, *member, field_path), member->where()});
  } else if (field.default_value) {
    Value value = *field.default_value;
    value.set_where(given.where());
    if (field.kind == FieldKind::section) value = field.section->normalize(value, field_path);
    out.push_back(Member{field.key, std::move(value), given.where()});
  } else if (!field.optional) {
    throw ConfigurationError(
        given.where(), fmt::format("{} is missing; add '{}:' with {}: {}", field_path, field.key,
                                   field.kind_text(), field.doc));
  }
}

}  // namespace

const Field* Schema::field(const std::string& key) const {
  const auto found = std::find_if(fields.begin(), fields.end(),
                                  [&](const Field& each) { return each.key == key; });
  return found == fields.end() ? nullptr : &*found;
}

SchemaPointer Schema::alternative(const std::string& wanted) const {
  for (const SchemaPointer& each : alternatives) {
    if (each->name == wanted) return each;
  }
  return nullptr;
}

std::vector<std::string> Schema::alternative_names() const {
  std::vector<std::string> names;
  for (const SchemaPointer& each : alternatives) names.push_back(each->name);
  return names;
}

std::vector<std::string> Schema::keys_for(const SchemaPointer& chosen) const {
  std::vector<std::string> keys;
  if (!tag.empty()) keys.push_back(tag);
  if (chosen) {
    for (const Field& each : chosen->fields) keys.push_back(each.key);
  }
  for (const Field& each : fields) keys.push_back(each.key);
  return keys;
}

SchemaPointer Schema::choose(const Value& given, const std::string& path) const {
  if (tag.empty()) return nullptr;
  const Value* chosen = given.find(tag);
  if (chosen == nullptr && default_tag.empty()) {
    throw ConfigurationError(given.where(),
                             fmt::format("{} is missing; choose one: {}", join_path(path, tag),
                                         join(alternative_names(), ", ")));
  }
  const std::string wanted = chosen == nullptr ? default_tag : chosen->shown();
  SchemaPointer found = alternative(wanted);
  if (found == nullptr) {
    throw ConfigurationError(chosen->where(),
                             fmt::format("{} = '{}' is unknown; {}", join_path(path, tag), wanted,
                                         suggestion(wanted, alternative_names())));
  }
  return found;
}

namespace {

[[noreturn]] void no_map(const Schema& schema, const Value& given, const std::string& path) {
  const std::string name = path.empty() ? schema.name : path;
  const std::string problem =
      fmt::format("{} is {} ({}), but it must be a map", name, given.kind(), given.shown());
  if (schema.entries && given.is_scalar()) {
    throw ConfigurationError(given.where(),
                             fmt::format("{} ({}); name what it is for: {{<name>: {}}}", problem,
                                         schema.doc, given.shown()));
  }
  throw ConfigurationError(given.where(), problem + "; write its fields below it");
}

// A map of YAML has each key once; one that was written as a list may not.
void refuse_twice(const Map& map, const std::string& path) {
  for (std::size_t i = 0; i < map.size(); ++i) {
    for (std::size_t j = 0; j < i; ++j) {
      if (map[i].key != map[j].key) continue;
      throw ConfigurationError(map[i].key_where, fmt::format("{} stands twice; delete one of them",
                                                             join_path(path, map[i].key)));
    }
  }
}

[[noreturn]] void unknown_key(const Schema& schema, const SchemaPointer& chosen,
                              const Member& member, const std::string& path) {
  if (const auto message = schema.refused.find(member.key); message != schema.refused.end()) {
    throw ConfigurationError(member.key_where,
                             fmt::format("{}: {}", join_path(path, member.key), message->second));
  }
  const std::vector<std::string> allowed = schema.keys_for(chosen);
  std::string remedy = suggestion(member.key, allowed);
  const std::size_t dot = member.key.find('.');
  const std::string first_word = member.key.substr(0, dot);
  if (dot != std::string::npos &&
      std::find(allowed.begin(), allowed.end(), first_word) != allowed.end()) {
    remedy = fmt::format("dots are for axes, write {}: {{{}: ...}}", first_word,
                         member.key.substr(dot + 1));
  }
  std::string place = path.empty() ? schema.name : path;
  if (chosen) place += fmt::format(" ({}: {})", schema.tag, chosen->name);
  throw ConfigurationError(member.key_where,
                           fmt::format("unknown key '{}' in {}; {}", member.key, place, remedy));
}

}  // namespace

Value Schema::normalize(const Value& value, const std::string& path) const {
  const Value given = value.is_map() || value.is_null() || !shorthand.empty() || names_suffice
                          ? expand(value)
                          : value;
  if (!given.is_map() && !given.is_null()) no_map(*this, given, path);
  if (names_suffice && given.is_map()) refuse_twice(given.map(), path);
  Map out;
  if (entries) {
    if (given.is_map()) {
      for (const Member& member : given.map()) {
        out.push_back(Member{member.key,
                             entries->normalize(member.value, join_path(path, member.key)),
                             member.key_where});
      }
    }
  } else {
    const SchemaPointer chosen = choose(given, path);
    const std::vector<std::string> allowed = keys_for(chosen);
    if (given.is_map()) {
      for (const Member& member : given.map()) {
        if (std::find(allowed.begin(), allowed.end(), member.key) != allowed.end()) continue;
        unknown_key(*this, chosen, member, path);
      }
    }
    if (chosen) {
      out.push_back(Member{tag, Value(chosen->name, given.where()), given.where()});
      for (const Field& each : chosen->fields) take_field(each, given, path, out);
    }
    for (const Field& each : fields) take_field(each, given, path, out);
    Value normalized(std::move(out), given.where());
    if (chosen && chosen->finish) chosen->finish(normalized, given, path);
    if (finish) finish(normalized, given, path);
    return normalized;
  }
  Value normalized(std::move(out), given.where());
  if (finish) finish(normalized, given, path);
  return normalized;
}

}  // namespace regsweep
