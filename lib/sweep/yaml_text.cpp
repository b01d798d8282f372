#include "sweep/yaml_text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>

#include "core/text.hpp"

namespace regsweep {
namespace {

unsigned byte(std::string_view text, std::size_t at) { return at < text.size() ? static_cast<unsigned char>(text[at]) : 0; }

// Bytes of the UTF-8 character that begins at `at`, or 0 when there is none: overlong forms, surrogates, cut off, beyond U+10FFFF.
std::size_t character_length(std::string_view text, std::size_t at) {
  const unsigned first = byte(text, at);
  if (first < 0x80) return 1;
  const std::size_t length = first >= 0xC2 && first <= 0xDF   ? 2
                             : first >= 0xE0 && first <= 0xEF ? 3
                             : first >= 0xF0 && first <= 0xF4 ? 4
                                                              : 0;
  for (std::size_t i = 1; i < length; ++i)
    if ((byte(text, at + i) & 0xC0) != 0x80) return 0;
  const unsigned second = byte(text, at + 1);
  const bool refused = (first == 0xE0 && second < 0xA0) || (first == 0xED && second > 0x9F) || (first == 0xF0 && second < 0x90) ||
                       (first == 0xF4 && second > 0x8F);
  return refused ? 0 : length;
}

// Control characters and broken bytes, which a message must not print, as '?'.
std::string printable(std::string_view line) {
  std::string out;
  for (std::size_t at = 0; at < line.size();) {
    const std::size_t length = character_length(line, at);
    const bool plain = length > 0 && (byte(line, at) >= 0x20 || line[at] == '\t') && byte(line, at) != 0x7F;
    out += plain ? std::string(line.substr(at, length)) : "?";
    at += std::max<std::size_t>(length, 1);
  }
  return out;
}

}  // namespace

std::shared_ptr<const SourceText> source_of(const std::string& text, const std::string& name) {
  SourceText source{name, {}};
  for (std::string& line : split(text, '\n')) {
    if (!line.empty() && line.back() == '\r') line.pop_back();
    source.lines.push_back(printable(line));
  }
  return std::make_shared<const SourceText>(std::move(source));
}

Location place_in(const std::shared_ptr<const SourceText>& source, int line, int column) {
  const auto& lines = source->lines;
  int characters = column;
  if (line >= 0 && line < static_cast<int>(lines.size())) {
    const std::string_view before =
        std::string_view(lines[static_cast<std::size_t>(line)]).substr(0, static_cast<std::size_t>(std::max(column, 0)));
    characters -= static_cast<int>(std::count_if(before.begin(), before.end(), [](char letter) { return (letter & 0xC0) == 0x80; }));
  }
  return {source, line + 1, characters + 1};
}

void check_text(const std::string& text, const std::shared_ptr<const SourceText>& source) {
  int line = 0;
  std::size_t line_begin = 0;
  bool only_blanks = true;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t length = character_length(text, at);
    const auto here = [&] { return place_in(source, line, static_cast<int>(at - line_begin)); };
    if (length == 0)
      throw ConfigurationError(here(), fmt::format("the byte 0x{:02X} is not UTF-8 text; save the file as UTF-8", byte(text, at)));
    if (text[at] == '\0')
      throw ConfigurationError(here(), "a NUL byte stands in the text; this is not a text file, or it is damaged: give a YAML file");
    if (text[at] == '\t' && only_blanks)
      throw ConfigurationError(here(), "a tab stands in the indentation, where YAML allows only blanks; replace it by blanks");
    only_blanks = only_blanks && text[at] == ' ';
    if (text[at] == '\n') ++line, line_begin = at + 1, only_blanks = true;
    at += length;
  }
}

}  // namespace regsweep
