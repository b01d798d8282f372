// The text of a YAML file before it is parsed: lines for messages, and the refusal of what is no clean text.
#pragma once

#include <memory>
#include <string>

#include "core/error.hpp"

namespace regsweep {

/// The lines of `text`, for places; line ends are LF or CRLF. Bytes that a terminal should not see become '?'.
std::shared_ptr<const SourceText> source_of(const std::string& text, const std::string& name);

/// ConfigurationError for NUL bytes, text that is not UTF-8, and tabs among the blanks that begin a line.
void check_text(const std::string& text, const std::shared_ptr<const SourceText>& source);

/// The place of byte `column` (from 0) of line `line` (from 0): columns count characters, as editors do.
Location place_in(const std::shared_ptr<const SourceText>& source, int line, int column);

}  // namespace regsweep
