// Whether a document fits a JSON Schema, for the parts of draft 7 that our schemas use. Another
// keyword is a ContractError, so that no rule of a schema is passed over.
#pragma once

#include <algorithm>
#include <cmath>
#include <regex>
#include <string>

#include "core/value.hpp"

namespace regsweep::json_schema_check {

inline bool is_whole(const Value& value) {
  return value.is_number() && value.number() == std::floor(value.number());
}

inline bool has_type(const Value& document, const std::string& type) {
  if (type == "null") return document.is_null();
  if (type == "boolean") return document.is_flag();
  if (type == "integer") return is_whole(document);
  if (type == "number") return document.is_number();
  if (type == "string") return document.is_text();
  if (type == "array") return document.is_list();
  RS_CHECK(type == "object", "unknown type " + type);
  return document.is_map();
}

inline bool fits(const Value& document, const Value& schema);

inline bool all_differ(const List& items) {
  for (std::size_t later = 1; later < items.size(); ++later) {
    if (std::find(items.begin(), items.begin() + static_cast<std::ptrdiff_t>(later),
                  items[later]) != items.begin() + static_cast<std::ptrdiff_t>(later)) {
      return false;
    }
  }
  return true;
}

// A member fits what its name, a pattern of its name, or else additionalProperties ask for.
inline bool member_fits(const Member& member, const Value& schema) {
  bool named = false;
  if (const Value* properties = schema.find("properties")) {
    if (const Value* own = properties->find(member.key)) {
      named = true;
      if (!fits(member.value, *own)) return false;
    }
  }
  if (const Value* patterns = schema.find("patternProperties")) {
    for (const Member& pattern : patterns->map()) {
      if (!std::regex_search(member.key, std::regex(pattern.key))) continue;
      named = true;
      if (!fits(member.value, pattern.value)) return false;
    }
  }
  const Value* others = schema.find("additionalProperties");
  return named || others == nullptr || fits(member.value, *others);
}

inline bool number_fits(double number, const std::string& keyword, double bound) {
  if (keyword == "minimum") return number >= bound;
  if (keyword == "maximum") return number <= bound;
  if (keyword == "exclusiveMinimum") return number > bound;
  return number < bound;
}

inline bool size_fits(std::size_t size, const std::string& keyword, std::int64_t bound) {
  const auto count = static_cast<std::int64_t>(size);
  return keyword.starts_with("min") ? count >= bound : count <= bound;
}

inline bool keyword_fits(const Value& document, const std::string& keyword, const Value& rule,
                         const Value& schema) {
  const auto fits_this = [&](const Value& each) { return fits(document, each); };
  if (keyword == "type") {
    if (rule.is_text()) return has_type(document, rule.text());
    return std::any_of(rule.list().begin(), rule.list().end(),
                       [&](const Value& type) { return has_type(document, type.text()); });
  }
  if (keyword == "enum") {
    return std::find(rule.list().begin(), rule.list().end(), document) != rule.list().end();
  }
  if (keyword == "const") return document == rule;
  if (keyword == "anyOf") return std::any_of(rule.list().begin(), rule.list().end(), fits_this);
  if (keyword == "pattern") {
    return !document.is_text() || std::regex_search(document.text(), std::regex(rule.text()));
  }
  if (keyword == "minimum" || keyword == "maximum" || keyword == "exclusiveMinimum" ||
      keyword == "exclusiveMaximum") {
    return !document.is_number() || number_fits(document.number(), keyword, rule.number());
  }
  if (keyword == "items") {
    return !document.is_list() || std::all_of(document.list().begin(), document.list().end(),
                                              [&](const Value& item) { return fits(item, rule); });
  }
  if (keyword == "uniqueItems") return !document.is_list() || all_differ(document.list());
  if (keyword == "minItems" || keyword == "maxItems") {
    return !document.is_list() || size_fits(document.list().size(), keyword, rule.integer());
  }
  if (keyword == "minProperties" || keyword == "maxProperties") {
    return !document.is_map() || size_fits(document.map().size(), keyword, rule.integer());
  }
  if (keyword == "required") {
    return !document.is_map() ||
           std::all_of(rule.list().begin(), rule.list().end(),
                       [&](const Value& key) { return document.find(key.text()) != nullptr; });
  }
  if (keyword == "properties") {  // and patternProperties, additionalProperties
    return !document.is_map() ||
           std::all_of(document.map().begin(), document.map().end(),
                       [&](const Member& member) { return member_fits(member, schema); });
  }
  if (keyword == "additionalProperties" || keyword == "patternProperties") {
    return schema.find("properties") != nullptr ||
           keyword_fits(document, "properties", rule, schema);
  }
  RS_CHECK(keyword == "description" || keyword == "default" || keyword == "title" ||
               keyword == "$schema",
           "this check does not know the keyword " + keyword);
  return true;
}

inline bool fits(const Value& document, const Value& schema) {
  if (schema.is_flag()) return schema.flag();
  return std::all_of(schema.map().begin(), schema.map().end(), [&](const Member& keyword) {
    return keyword_fits(document, keyword.key, keyword.value, schema);
  });
}

}  // namespace regsweep::json_schema_check
