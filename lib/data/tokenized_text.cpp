#include "data/tokenized_text.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "core/text.hpp"
#include "core/utf8.hpp"
#include "data/signature.hpp"

namespace regsweep {
namespace {

constexpr std::string_view byte_order_mark = "\xef\xbb\xbf";

std::string byte_text(char32_t value) {
  return value == '\n' || value == '\t' || (value >= 0x20 && value < 0x7F)
             ? std::string(1, static_cast<char>(value))
             : fmt::format("\\x{:02X}", static_cast<unsigned>(value));
}

std::vector<char32_t> symbols_of(std::string_view content, TextUnit unit, const std::string& name) {
  std::vector<char32_t> symbols;
  for (std::size_t at = 0; at < content.size();) {
    CodePoint next{static_cast<unsigned char>(content[at]), 1};
    if (unit == TextUnit::character) next = code_point_at(content, at);
    if (next.bytes == 0) {
      throw DataError(fmt::format(
          "{} is not UTF-8 at byte {} (0x{:02X}); convert it, or read it with unit: byte", name, at,
          static_cast<unsigned>(static_cast<unsigned char>(content[at]))));
    }
    if (next.value == 0 && unit == TextUnit::character) {
      throw DataError(fmt::format(
          "{} holds a NUL at byte {}, so it is no text; give a text, or read it with unit: byte",
          name, at));
    }
    symbols.push_back(next.value);
    at += next.bytes;
  }
  return symbols;
}

}  // namespace

std::string_view without_mark(std::string_view content) {
  return content.starts_with(byte_order_mark) ? content.substr(byte_order_mark.size()) : content;
}

void check_text(std::string_view content, const std::string& name) {
  refuse_foreign(content.substr(0, signature_bytes), name, "a text");
  symbols_of(content, TextUnit::character, name);
}

TextUnits text_units() {
  return {{"character", TextUnit::character}, {"byte", TextUnit::byte}, {"word", TextUnit::word}};
}

TokenizedText tokenize(std::string_view content, TextUnit unit, const std::string& name) {
  if (content.empty()) {
    throw DataError(
        fmt::format("{} is empty, so there is nothing to learn from; give a text", name));
  }
  refuse_foreign(content.substr(0, signature_bytes), name, "a text");
  TokenizedText text;
  const std::string_view body = without_mark(content);
  if (body.size() < content.size()) {
    text.notes.push_back(name + ": its byte order mark is left out");
  }
  const auto carriage_returns = std::ranges::count(content, '\r');
  if (carriage_returns > 0) {
    text.notes.push_back(fmt::format(
        "{}: {} lines end with carriage returns (CR LF or CR), which are tokens; to read them as "
        "line feeds, say data.line_ends: plain",
        name, with_thousands(carriage_returns)));
  }
  const std::vector<char32_t> symbols = symbols_of(body, unit, name);
  std::vector<char32_t> known = symbols;
  std::sort(known.begin(), known.end());
  known.erase(std::unique(known.begin(), known.end()), known.end());
  for (const char32_t each : known) {
    text.vocabulary.push_back(unit == TextUnit::byte || each < 0x20 ? byte_text(each)
                                                                    : utf8_text(each));
  }
  text.tokens.reserve(symbols.size());
  for (const char32_t each : symbols) {
    text.tokens.push_back(static_cast<std::int32_t>(
        std::lower_bound(known.begin(), known.end(), each) - known.begin()));
  }
  return text;
}

std::string with_plain_line_ends(std::string_view content) {
  std::string plain;
  plain.reserve(content.size());
  for (std::size_t at = 0; at < content.size(); ++at) {
    if (content[at] != '\r') {
      plain += content[at];
    } else if (at + 1 == content.size() || content[at + 1] != '\n') {
      plain += '\n';
    }
  }
  return plain;
}

}  // namespace regsweep
