#include "core/utf8.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace regsweep {
namespace {

unsigned byte(std::string_view text, std::size_t at) {
  return at < text.size() ? static_cast<unsigned char>(text[at]) : 0;
}

bool is_visible(char32_t value) {
  if (value < 0x20 || (value >= 0x7F && value <= 0xA0) || value == 0xAD) {
    return false;  // control characters, no-break space, soft hyphen
  }
  if (value >= 0x2000 && value <= 0x200F) return false;  // blanks of many widths, direction marks
  if (value >= 0x2028 && value <= 0x202F) return false;  // line ends, direction marks
  if (value >= 0x205F && value <= 0x206F) return false;  // joiners and the like
  return value != 0x1680 && value != 0x3000 && value != 0xFEFF &&
         (value < 0xE0000 || value > 0xE01EF);
}

}  // namespace

bool begins_character(char byte) { return (byte & 0xC0) != 0x80; }

std::size_t character_length(std::string_view text, std::size_t at) {
  const unsigned first = byte(text, at);
  if (first < 0x80) return 1;
  std::size_t length = 0;
  if (first >= 0xC2 && first <= 0xDF) length = 2;
  if (first >= 0xE0 && first <= 0xEF) length = 3;
  if (first >= 0xF0 && first <= 0xF4) length = 4;
  for (std::size_t i = 1; i < length; ++i) {
    if (at + i >= text.size() || begins_character(text[at + i])) return 0;
  }
  const unsigned second = byte(text, at + 1);
  const bool refused = (first == 0xE0 && second < 0xA0) || (first == 0xED && second > 0x9F) ||
                       (first == 0xF0 && second < 0x90) || (first == 0xF4 && second > 0x8F);
  return refused ? 0 : length;
}

CodePoint code_point_at(std::string_view text, std::size_t at) {
  const std::size_t length = character_length(text, at);
  if (length < 2) return {length == 1 ? byte(text, at) : 0, length};
  char32_t value = byte(text, at) & (0x7Fu >> length);
  for (std::size_t i = 1; i < length; ++i) value = value << 6 | (byte(text, at + i) & 0x3Fu);
  return {value, length};
}

std::string utf8_text(char32_t value) {
  const auto tail = [&](int shift) { return static_cast<char>(0x80 | (value >> shift & 0x3F)); };
  if (value < 0x80) return {static_cast<char>(value)};
  if (value < 0x800) return {static_cast<char>(0xC0 | value >> 6), tail(0)};
  if (value < 0x10000) return {static_cast<char>(0xE0 | value >> 12), tail(6), tail(0)};
  return {static_cast<char>(0xF0 | value >> 18), tail(12), tail(6), tail(0)};
}

std::string visible(std::string_view text) {
  std::string out;
  for (std::size_t at = 0; at < text.size();) {
    const CodePoint next = code_point_at(text, at);
    if (next.bytes == 0) {
      out += fmt::format("<0x{:02X}>", byte(text, at));
    } else if (is_visible(next.value)) {
      out += text.substr(at, next.bytes);
    } else {
      out += fmt::format("<U+{:04X}>", static_cast<unsigned>(next.value));
    }
    at += std::max<std::size_t>(next.bytes, 1);
  }
  return out;
}

std::string shortened(const std::string& text, std::size_t most) {
  static const std::string gap = " ... ";
  if (text.size() <= most) return text;
  const std::size_t kept = most - gap.size();
  std::size_t head = kept - kept / 3;
  std::size_t tail = text.size() - kept / 3;
  while (head > 0 && !begins_character(text[head])) --head;
  while (tail < text.size() && !begins_character(text[tail])) ++tail;
  return text.substr(0, head) + gap + text.substr(tail);
}

std::string_view characters(std::string_view text, std::size_t first, std::size_t count) {
  std::size_t seen = 0;
  std::size_t begin = text.size();
  std::size_t end = text.size();
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (!begins_character(text[at])) continue;
    if (seen == first) begin = at;
    if (seen == first + count) {
      end = at;
      break;
    }
    ++seen;
  }
  return text.substr(begin, end - begin);
}

}  // namespace regsweep
