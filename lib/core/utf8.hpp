// UTF-8: which bytes are text and which characters they are, and how to show foreign text on a
// terminal.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace regsweep {

/// Bytes of the UTF-8 character that begins at `at`, or 0 when there is none: overlong forms,
/// surrogates, cut off, beyond U+10FFFF.
std::size_t character_length(std::string_view text, std::size_t at);

/// A character and how many bytes it has in UTF-8; 0 where there is none (see character_length).
struct CodePoint {
  char32_t value = 0;
  std::size_t bytes = 0;
};
CodePoint code_point_at(std::string_view text, std::size_t at);

/// The UTF-8 of a character.
std::string utf8_text(char32_t value);

/// Whether a byte of a UTF-8 text is the first of a character.
bool begins_character(char byte);

/// The text with everything that a terminal would obey or not show spelt out: <U+001B> for control
/// characters and for blanks without width or name (no-break space, zero-width space, byte order
/// mark), <0xE9> for bytes that are no UTF-8.
std::string visible(std::string_view text);

/// The text, or its beginning and its end with " ... " between them, in at most `most` bytes; never
/// half a character.
std::string shortened(const std::string& text, std::size_t most);

/// Characters `first` to `first + count - 1` of a UTF-8 text.
std::string_view characters(std::string_view text, std::size_t first, std::size_t count);

}  // namespace regsweep
