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

/// The fields of one map, sections flattened, alternatives left out; the tag comes first.
std::vector<FieldDescription> describe_fields(const Schema& schema);

/// A Markdown table of the fields; empty when there are none.
std::string fields_markdown(const Schema& schema);

/// The fields as lines for a terminal of that width.
std::string fields_text(const Schema& schema, int width);

/// `text` with line breaks so that no line is longer than `width`; lines after the first begin with
/// `indent` blanks.
std::string wrapped(const std::string& text, int width, int indent);

}  // namespace regsweep
