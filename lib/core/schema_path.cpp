// Schema: shorthand expansion and dotted paths (what axes and --set write).
#include <fmt/format.h>

#include <algorithm>

#include "core/schema.hpp"
#include "core/text.hpp"

namespace regsweep {
namespace {

// The field `key` of a schema: common, or of any alternative (which one is chosen may itself be
// swept).
const Field* find_field(const Schema& schema, const std::string& key) {
  if (const Field* common = schema.field(key)) return common;
  for (const SchemaPointer& alternative : schema.alternatives) {
    if (const Field* own = alternative->field(key)) return own;
  }
  return nullptr;
}

std::vector<std::string> all_keys(const Schema& schema) {
  std::vector<std::string> keys = schema.keys_for(nullptr);
  for (const SchemaPointer& alternative : schema.alternatives) {
    for (const Field& field : alternative->fields) keys.push_back(field.key);
  }
  return keys;
}

bool is_key(const Schema& schema, const std::string& key) {
  return key == schema.tag || find_field(schema, key) != nullptr || schema.refused.count(key) > 0;
}

// A last word that is nearly a field was meant as one: `dropout.hidden.rat` is no site
// "hidden.rat".
void refuse_misspelt_field(const Schema& entry, const std::string& site, const std::string& path,
                           const Location& where) {
  const std::size_t dot = site.rfind('.');
  if (dot == std::string::npos) return;
  if (const auto near = nearest(site.substr(dot + 1), all_keys(entry))) {
    throw ConfigurationError(where, fmt::format("'{}' names no field; did you mean '{}{}'?", path,
                                                path.substr(0, path.rfind('.') + 1), *near));
  }
}

// What is named, and nothing else said about it, is a map with nothing in it.
Member named(const Member& member) {
  if (!member.value.is_null()) return member;
  return {member.key, Value(Map{}, member.key_where), member.key_where};
}

// A list of names and of maps as one map. A name that stands twice stays so: normalize() refuses
// it.
Value map_of_names(const Schema& schema, const Value& list) {
  Map map;
  for (const Value& item : list.list()) {
    if (item.is_map()) {
      for (const Member& member : item.map()) map.push_back(named(member));
    } else if (item.is_text()) {
      map.push_back({item.text(), Value(Map{}, item.where()), item.where()});
    } else {
      throw ConfigurationError(
          item.where(),
          fmt::format("{} has {} ({}) in its list, but names belong there: {}", schema.name,
                      item.kind(), item.shown(), join(all_keys(schema), ", ")));
    }
  }
  return Value(std::move(map), list.where());
}

// Whether a member says that what it names is not there: null; of a section that may be absent also
// null for its main field.
bool is_absent(const Value& value, const Schema* section, bool may_be_absent) {
  if (value.is_null()) return true;
  if (!may_be_absent || section == nullptr || section->shorthand.empty()) return false;
  const Value* main = value.find(section->shorthand);
  return main != nullptr && main->is_null();
}

}  // namespace

Value Schema::expand(const Value& given) const {
  if (names_suffice && given.is_list()) return expand(map_of_names(*this, given));
  if (!given.is_map()) {
    if (given.is_null() || shorthand.empty()) return given;
    return Value(Map{Member{shorthand, given, given.where()}}, given.where());
  }
  // Alternatives may give one key different meanings: the one that is written decides.
  const Value* written = tag.empty() ? nullptr : given.find(tag);
  const SchemaPointer chosen =
      written != nullptr && written->is_text() ? alternative(written->text()) : nullptr;
  Map out;
  out.reserve(given.map().size());
  for (const Member& written_member : given.map()) {
    const Member member = names_suffice ? named(written_member) : written_member;
    SchemaPointer inner = entries;
    bool is_known = inner != nullptr || member.key == tag;
    bool may_be_absent = inner != nullptr;
    if (!entries) {
      const Field* known = chosen ? chosen->field(member.key) : nullptr;
      if (known == nullptr) known = find_field(*this, member.key);
      if (known != nullptr) {
        inner = known->section;
        is_known = true;
        may_be_absent = known->optional;
      }
    }
    if (is_known && is_absent(member.value, inner.get(), may_be_absent)) continue;
    out.push_back(
        Member{member.key, inner ? inner->expand(member.value) : member.value, member.key_where});
  }
  return Value(std::move(out), given.where());
}

const Field* Schema::field_at(const std::vector<std::string>& keys) const {
  const Schema* schema = this;
  const Field* field = nullptr;
  for (const std::string& key : keys) {
    if (schema == nullptr) return nullptr;
    if (schema->entries) {
      field = nullptr;
      schema = schema->entries.get();
    } else {
      field = find_field(*schema, key);
      schema = field != nullptr ? field->section.get() : nullptr;
    }
  }
  return field;
}

std::vector<std::string> Schema::resolve(const std::string& path, const Location& where) const {
  const std::vector<std::string> words = split(path, '.');
  std::vector<std::string> keys;
  const Schema* schema = this;
  std::size_t next = 0;
  while (schema != nullptr && next < words.size()) {
    // A site's name may contain dots: it ends where a field of its map begins.
    if (schema->entries) {
      std::string site = words[next++];
      while (next < words.size() && !is_key(*schema->entries, words[next])) {
        site += "." + words[next++];
      }
      if (next == words.size()) refuse_misspelt_field(*schema->entries, site, path, where);
      keys.push_back(std::move(site));
      schema = schema->entries.get();
      continue;
    }
    const std::string& word = words[next++];
    const Field* field = find_field(*schema, word);
    if (field == nullptr && word != schema->tag) {
      if (const auto message = schema->refused.find(word); message != schema->refused.end()) {
        throw ConfigurationError(where, fmt::format("{}: {}", path, message->second));
      }
      throw ConfigurationError(
          where, fmt::format("'{}' names no field: there is no '{}'{}; {}", path, word,
                             keys.empty() ? "" : " in " + join(keys, "."),
                             suggestion(word, all_keys(*schema))));
    }
    keys.push_back(word);
    schema = field != nullptr ? field->section.get() : nullptr;
  }
  if (next < words.size()) {
    throw ConfigurationError(
        where,
        fmt::format("'{}' names no field: {} has no fields below it; leave out '{}'", path,
                    join(keys, "."),
                    join({words.begin() + static_cast<std::ptrdiff_t>(next), words.end()}, ".")));
  }
  if (schema != nullptr && !schema->shorthand.empty()) keys.push_back(schema->shorthand);
  return keys;
}

}  // namespace regsweep
