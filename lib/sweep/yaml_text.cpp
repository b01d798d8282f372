#include "sweep/yaml_text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>

#include "core/text.hpp"
#include "core/utf8.hpp"

namespace regsweep {
namespace {

unsigned byte(std::string_view text, std::size_t at) {
  return static_cast<unsigned char>(text[at]);
}

// Control characters and broken bytes, which a message must not print, as '?'.
std::string printable(std::string_view line) {
  std::string out;
  for (std::size_t at = 0; at < line.size();) {
    const std::size_t length = character_length(line, at);
    const bool plain =
        length > 0 && (byte(line, at) >= 0x20 || line[at] == '\t') && byte(line, at) != 0x7F;
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

Location Places::at(int line, int column) {
  const int wanted = std::max(column, 0);
  if (line < 0 || line >= static_cast<int>(source_->lines.size())) {
    return {source_, line + 1, wanted + 1};
  }
  if (line != line_ || wanted < bytes_) {
    line_ = line;
    bytes_ = 0;
    characters_ = 0;
  }
  const std::string& text = source_->lines[static_cast<std::size_t>(line)];
  for (; bytes_ < wanted; ++bytes_) {
    if (bytes_ >= static_cast<int>(text.size()) ||
        begins_character(text[static_cast<std::size_t>(bytes_)])) {
      ++characters_;
    }
  }
  return {source_, line + 1, characters_ + 1};
}

void check_text(const std::string& text, const std::shared_ptr<const SourceText>& source) {
  int line = 0;
  std::size_t line_begin = 0;
  bool only_blanks = true;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t length = character_length(text, at);
    const auto here = [&] { return Places(source).at(line, static_cast<int>(at - line_begin)); };
    if (length == 0) {
      throw ConfigurationError(
          here(), fmt::format("the byte 0x{:02X} is not UTF-8 text; save the file as UTF-8",
                              byte(text, at)));
    }
    if (text[at] == '\0') {
      throw ConfigurationError(here(),
                               "a NUL byte stands in the text; this is not a text file, or it is "
                               "damaged: give a YAML file");
    }
    if (text[at] == '%' && at == line_begin &&
        !text.substr(at).starts_with("%YAML 1.")) {  // yaml-cpp would skip it wherever it stands
      throw ConfigurationError(here(),
                               "a line that begins with % is an instruction to YAML readers, and "
                               "none is followed here; delete it, "
                               "or indent the text that it belongs to");
    }
    if (text[at] == '\t' && only_blanks) {
      throw ConfigurationError(
          here(),
          "a tab stands in the indentation, where YAML allows only blanks; replace it by blanks");
    }
    only_blanks = only_blanks && text[at] == ' ';
    if (text[at] == '\n') {
      ++line;
      line_begin = at + 1;
      only_blanks = true;
    }
    at += length;
  }
}

}  // namespace regsweep
