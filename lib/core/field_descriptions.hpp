// Descriptions generated from declared fields: for the terminal (`describe`) and for
// configs/README.md.
#pragma once

#include <string>
#include <vector>

#include "core/schema.hpp"

namespace regsweep {

/// One field as people read it.
struct FieldDescription {
  std::string path;           // relative to the described map: "schedule.kind"
  std::string kind;           // "a number with 0 <= rate < 1"
  std::string default_value;  // "0.5", "required", "absent"
  std::string doc;            // with its unit
};

/// Whether the fields of a map's own alternatives are among its fields, or told elsewhere.
enum class AlternativeFields { listed, elsewhere };

/// The fields of one map, sections flattened; the tag comes first.
std::vector<FieldDescription> describe_fields(
    const Schema& schema, AlternativeFields alternatives = AlternativeFields::elsewhere);

/// A Markdown table of the fields; empty when there are none.
std::string fields_markdown(const Schema& schema,
                            AlternativeFields alternatives = AlternativeFields::elsewhere);

/// The fields as lines for a terminal of that width.
std::string fields_text(const Schema& schema, int width,
                        AlternativeFields alternatives = AlternativeFields::elsewhere);

/// What stands in a cell of a Markdown table.
std::string markdown_cell(std::string text);

/// `text` with line breaks so that no line is longer than `width`; lines after the first begin with
/// `indent` blanks.
std::string wrapped(const std::string& text, int width, int indent);

}  // namespace regsweep
