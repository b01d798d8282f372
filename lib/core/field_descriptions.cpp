#include "core/field_descriptions.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "core/text.hpp"

namespace regsweep {
namespace {

// What stands behind the kind of a field: "0 <= rate < 1, default 0.5".
std::string presence_text(const FieldDescription& field) {
  if (field.default_value == "required") return ", required";
  if (field.default_value == "absent") return ", may be absent";
  return ", default " + field.default_value;
}

std::string default_text(const Field& field) {
  if (field.optional) return "absent";
  if (!field.default_value) return "required";
  return field.default_value->is_text() && field.default_value->text().empty()
             ? "''"
             : field.default_value->shown();
}

std::string doc_with_unit(const Field& field) {
  return field.unit.empty() ? field.doc : fmt::format("{} ({})", field.doc, field.unit);
}

FieldDescription described(const Field& field, const std::string& prefix,
                           const std::string& condition) {
  return {join_path(prefix, field.key), field.kind_text(), default_text(field),
          condition + doc_with_unit(field)};
}

FieldDescription described_tag(const Schema& schema, const std::string& prefix,
                               bool with_alternatives) {
  std::string doc = schema.tag_doc;
  if (with_alternatives) {
    std::vector<std::string> docs;
    for (const SchemaPointer& each : schema.alternatives) {
      docs.push_back(fmt::format("{} = {}", each->name, each->doc));
    }
    doc += ": " + join(docs, "; ");
  }
  return {join_path(prefix, schema.tag), "one of " + join(schema.alternative_names(), ", "),
          schema.default_tag.empty() ? "required" : schema.default_tag, doc};
}

void add_fields(const Schema& schema, const std::string& prefix, bool with_alternatives,
                std::vector<FieldDescription>& out);

void add_field(const Field& field, const std::string& prefix, const std::string& condition,
               std::vector<FieldDescription>& out) {
  if (field.kind != FieldKind::section) {
    out.push_back(described(field, prefix, condition));
  } else if (field.section->entries ||
             (field.section->fields.empty() && field.section->tag.empty())) {
    out.push_back(
        {join_path(prefix, field.key), "a map", default_text(field), condition + field.doc});
  } else {
    add_fields(*field.section, join_path(prefix, field.key), true, out);
  }
}

// A field that means the same in several alternatives is listed once, with the names of all of
// them.
void add_alternatives(const Schema& schema, const std::string& prefix,
                      std::vector<FieldDescription>& out) {
  std::vector<std::pair<std::string, std::string>> listed;  // key and meaning
  for (const SchemaPointer& first : schema.alternatives) {
    for (const Field& field : first->fields) {
      const std::pair meant(field.key, field.doc);
      if (std::find(listed.begin(), listed.end(), meant) != listed.end()) continue;
      listed.push_back(meant);
      std::vector<std::string> owners;
      for (const SchemaPointer& each : schema.alternatives) {
        const Field* same = each->field(field.key);
        if (same != nullptr && same->doc == field.doc) owners.push_back(each->name);
      }
      const bool all = owners.size() == schema.alternatives.size();
      add_field(field, prefix, all ? "" : fmt::format("[{}: {}] ", schema.tag, join(owners, ", ")),
                out);
    }
  }
}

void add_fields(const Schema& schema, const std::string& prefix, bool with_alternatives,
                std::vector<FieldDescription>& out) {
  if (!schema.tag.empty()) out.push_back(described_tag(schema, prefix, with_alternatives));
  if (with_alternatives) add_alternatives(schema, prefix, out);
  for (const Field& field : schema.fields) add_field(field, prefix, "", out);
}

}  // namespace

std::string markdown_cell(std::string text) {
  for (std::size_t at = 0; (at = text.find('|', at)) != std::string::npos; at += 2) {
    text.replace(at, 1, "\\|");
  }
  return text;
}

std::vector<FieldDescription> describe_fields(const Schema& schema,
                                              AlternativeFields alternatives) {
  std::vector<FieldDescription> fields;
  add_fields(schema, "", alternatives == AlternativeFields::listed, fields);
  return fields;
}

std::string fields_markdown(const Schema& schema, AlternativeFields alternatives) {
  const std::vector<FieldDescription> fields = describe_fields(schema, alternatives);
  if (fields.empty()) return "";
  std::string out = "| field | value | default | meaning |\n|---|---|---|---|\n";
  for (const FieldDescription& field : fields) {
    out += fmt::format("| `{}` | {} | {} | {} |\n", field.path, markdown_cell(field.kind),
                       markdown_cell(field.default_value), markdown_cell(field.doc));
  }
  return out;
}

std::string fields_text(const Schema& schema, int width, AlternativeFields alternatives) {
  const std::vector<FieldDescription> fields = describe_fields(schema, alternatives);
  std::size_t widest = 0;
  for (const FieldDescription& field : fields) widest = std::max(widest, field.path.size());
  const int indent = static_cast<int>(widest) + 4;
  std::string out;
  for (const FieldDescription& field : fields) {
    const std::string value = field.kind + presence_text(field);
    out +=
        fmt::format("  {:<{}}  {}\n", field.path, widest, wrapped(value, width - indent, indent));
    out += fmt::format("{}{}\n", std::string(static_cast<std::size_t>(indent), ' '),
                       wrapped(field.doc, width - indent, indent));
  }
  return out;
}

std::string wrapped(const std::string& text, int width, int indent) {
  const auto room = static_cast<std::size_t>(std::max(width, 20));
  std::string out;
  std::string line;
  for (const std::string& word : split(text, ' ')) {
    if (!line.empty() && line.size() + 1 + word.size() > room) {
      out += line + "\n" + std::string(static_cast<std::size_t>(indent), ' ');
      line.clear();
    }
    line += (line.empty() ? "" : " ") + word;
  }
  return out + line;
}

}  // namespace regsweep
