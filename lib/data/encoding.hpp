// From bytes of other encodings to UTF-8.
#pragma once

#include <string>
#include <string_view>

namespace regsweep {

/// Whether the whole text is UTF-8.
bool is_utf8(std::string_view text);

/// The UTF-8 of a text in Windows-1252 (and so of ISO 8859-1 without its control characters);
/// bytes without a meaning there become the control characters of ISO 8859-1.
std::string utf8_of_windows_1252(std::string_view text);

}  // namespace regsweep
