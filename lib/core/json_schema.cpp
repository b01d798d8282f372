#include "core/json_schema.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace regsweep {
namespace {

Value texts(const std::vector<std::string>& words) {
  List list;
  for (const std::string& word : words) list.emplace_back(word);
  return Value(std::move(list));
}

// 1 rather than 1.0: people read schemas too.
Value bound(double value) {
  const bool whole = value == std::floor(value) && std::abs(value) < 9e15;
  return whole ? Value(static_cast<std::int64_t>(value)) : Value(value);
}

Value number_schema(const Range& range, bool whole) {
  Value schema;
  schema.set("type", Value(whole ? "integer" : "number"));
  if (std::isfinite(range.low)) {
    schema.set(range.low_open ? "exclusiveMinimum" : "minimum", bound(range.low));
  }
  if (std::isfinite(range.high)) {
    schema.set(range.high_open ? "exclusiveMaximum" : "maximum", bound(range.high));
  }
  return schema;
}

Value text_schema(const std::vector<std::string>& choices) {
  Value schema;
  schema.set("type", Value("string"));
  if (!choices.empty()) schema.set("enum", texts(choices));
  return schema;
}

Value list_schema(Value items) {
  Value schema;
  schema.set("type", Value("array"));
  schema.set("items", std::move(items));
  return schema;
}

Value any_of(List schemas) {
  if (schemas.size() == 1) return schemas.front();
  Value schema;
  schema.set("anyOf", Value(std::move(schemas)));
  return schema;
}

// The same, or nothing (null): a key that stands there without a value.
Value or_nothing(Value schema) {
  if (Value* forms = schema.find("anyOf")) {
    forms->list().push_back(Value(Map{{"type", "null", {}}}));
  } else if (const Value* type = schema.find("type")) {
    schema.set("type", Value(List{*type, "null"}));
    if (Value* words = schema.find("enum")) words->list().emplace_back();
  }
  return schema;
}

Value share_schema() {
  return Value(Map{{"type", Value("number"), {}},
                   {"exclusiveMinimum", Value(0), {}},
                   {"exclusiveMaximum", Value(1), {}}});
}

Value kind_schema(const Field& field) {
  if (field.share) return any_of({number_schema(field.range, true), share_schema()});
  switch (field.kind) {
    case FieldKind::flag:
      return Value(Map{{"type", Value("boolean"), {}}});
    case FieldKind::integer:
    case FieldKind::number:
      return number_schema(field.range, field.kind == FieldKind::integer);
    case FieldKind::text:
    case FieldKind::choice:
      return text_schema(field.choices);
    case FieldKind::integers:
    case FieldKind::numbers:
      return list_schema(number_schema(field.range, field.kind == FieldKind::integers));
    case FieldKind::texts:
      return list_schema(text_schema(field.choices));
    case FieldKind::section:
      return json_schema(*field.section);
    case FieldKind::anything:
      break;
  }
  return field.json_form ? field.json_form() : Value(Map{});
}

Value object_schema(const Schema& schema, const SchemaPointer& chosen) {
  Value properties(Map{});
  if (chosen) {
    Value tag(Map{{"enum", Value(List{Value(chosen->name), Value()}), {}},
                  {"description", Value(chosen->doc), {}}});
    properties.set(schema.tag, std::move(tag));
    for (const Field& field : chosen->fields) properties.set(field.key, json_schema(field));
  }
  for (const Field& field : schema.fields) properties.set(field.key, json_schema(field));
  Value object(Map{{"type", Value("object"), {}}});
  object.set("properties", std::move(properties));
  object.set("additionalProperties",
             schema.entries ? or_nothing(json_schema(*schema.entries)) : Value(false));
  return object;
}

// The field that a bare scalar stands for; the tag is one too.
Value shorthand_schema(const Schema& schema) {
  if (schema.shorthand == schema.tag) return text_schema(schema.alternative_names());
  if (const Field* field = schema.field(schema.shorthand)) return json_schema(*field);
  for (const SchemaPointer& each : schema.alternatives) {
    if (const Field* field = each->field(schema.shorthand)) return json_schema(*field);
  }
  return Value(Map{});
}

void add_paths(const Schema& schema, const std::string& prefix, std::vector<std::string>& out) {
  const auto add = [&](std::string path) {
    if (std::find(out.begin(), out.end(), path) == out.end()) out.push_back(std::move(path));
  };
  const auto add_field = [&](const Field& field) {
    if (field.kind == FieldKind::section) {
      add_paths(*field.section, join_path(prefix, field.key), out);
    } else {
      add(join_path(prefix, field.key));
    }
  };
  if (!schema.tag.empty()) add(join_path(prefix, schema.tag));
  for (const SchemaPointer& each : schema.alternatives) {
    for (const Field& field : each->fields) add_field(field);
  }
  for (const Field& field : schema.fields) add_field(field);
}

}  // namespace

Value json_schema(const Field& field) {
  Value schema = kind_schema(field);
  // Nothing means absent, also where an axis must give what is missing then.
  if (field.optional || field.kind != FieldKind::anything) schema = or_nothing(std::move(schema));
  if (!field.doc.empty()) {
    schema.set(
        "description",
        Value(field.unit.empty() ? field.doc : fmt::format("{} ({})", field.doc, field.unit)));
  }
  if (field.default_value && field.kind != FieldKind::section) {
    schema.set("default", *field.default_value);
  }
  return schema;
}

Value json_schema(const Schema& schema) {
  List forms;
  for (const SchemaPointer& each : schema.alternatives) {
    forms.push_back(object_schema(schema, each));
  }
  if (forms.empty()) forms.push_back(object_schema(schema, nullptr));
  if (!schema.shorthand.empty()) forms.push_back(shorthand_schema(schema));
  if (schema.names_suffice) {
    forms.push_back(list_schema(any_of({text_schema(schema.keys_for(nullptr)), forms.front()})));
  }
  Value result = any_of(std::move(forms));
  if (!schema.doc.empty()) result.set("description", Value(schema.doc));
  return result;
}

std::vector<std::string> field_paths(const Schema& schema) {
  std::vector<std::string> paths;
  add_paths(schema, "", paths);
  return paths;
}

}  // namespace regsweep
