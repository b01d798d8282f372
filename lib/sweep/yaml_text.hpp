// The text of a YAML file before it is parsed: lines for messages, and the refusal of what no YAML
// reader should guess at (control characters, tabs in front of a line, bytes that are not UTF-8).
#pragma once

#include <memory>
#include <string>

#include "core/error.hpp"

namespace regsweep {

/// The lines of `text`, for places; line ends are LF or CRLF. Bytes that a terminal should not see
/// become '?'.
std::shared_ptr<const SourceText> source_of(const std::string& text, const std::string& name);

/// ConfigurationError for NUL bytes, text that is not UTF-8, tabs among the blanks that begin a
/// line, and lines that begin with %.
void check_text(const std::string& text, const std::shared_ptr<const SourceText>& source);

/// Places in a text: columns count characters, as editors do. Going forward through a line costs no
/// more than reading it.
class Places {
 public:
  explicit Places(std::shared_ptr<const SourceText> source) : source_(std::move(source)) {}

  /// The place of byte `column` (from 0) of line `line` (from 0).
  Location at(int line, int column);

 private:
  std::shared_ptr<const SourceText> source_;
  int line_ = -1, bytes_ = 0, characters_ = 0;  // where the last one was
};

}  // namespace regsweep
