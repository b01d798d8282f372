#include "data/encoding.hpp"

#include <array>
#include <cstdint>
#include <cstring>

#include "core/utf8.hpp"

namespace regsweep {
namespace {

// What 0x80 to 0x9F mean (WHATWG's Encoding Standard, index windows-1252).
constexpr std::array<char32_t, 32> windows_1252_from_80{
    0x20AC, 0x81,   0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160,
    0x2039, 0x0152, 0x8D,   0x017D, 0x8F,   0x90,   0x2018, 0x2019, 0x201C, 0x201D, 0x2022,
    0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0x9D,   0x017E, 0x0178};

}  // namespace

bool is_utf8(std::string_view text) {
  constexpr std::size_t together = sizeof(std::uint64_t);
  constexpr std::uint64_t beyond_ascii = 0x8080808080808080;
  std::size_t at = 0;
  while (at < text.size()) {
    std::uint64_t word = beyond_ascii;
    if (at + together <= text.size()) std::memcpy(&word, text.data() + at, together);
    const std::size_t length = (word & beyond_ascii) == 0 ? together : character_length(text, at);
    if (length == 0) return false;
    at += length;
  }
  return true;
}

std::string utf8_of_windows_1252(std::string_view text) {
  std::string converted;
  converted.reserve(text.size() + text.size() / 8);
  for (const char each : text) {
    const auto byte = static_cast<unsigned char>(each);
    if (byte < 0x80) {
      converted += each;
    } else {
      converted += utf8_text(byte < 0xA0 ? windows_1252_from_80[byte - 0x80] : byte);
    }
  }
  return converted;
}

}  // namespace regsweep
