#include "sweep/yaml_scalar.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cctype>

#include "core/text.hpp"

namespace regsweep {
namespace {

bool is_digit(char letter) { return std::isdigit(static_cast<unsigned char>(letter)) != 0; }

template <std::size_t N>
bool is_one_of(const std::string& text, const std::array<const char*, N>& words) {
  return std::find(words.begin(), words.end(), text) != words.end();
}

std::string without_sign(const std::string& text) {
  return !text.empty() && (text.front() == '+' || text.front() == '-') ? text.substr(1) : text;
}

// Digits, optional fraction, optional exponent: what anybody would take for a number, whatever its
// size.
bool looks_like_number(const std::string& text) {
  const std::string digits = without_sign(text);
  std::size_t at = 0;
  const auto skip_digits = [&] {
    const std::size_t begin = at;
    while (at < digits.size() && is_digit(digits[at])) ++at;
    return at - begin;
  };
  std::size_t mantissa = skip_digits();
  if (at < digits.size() && digits[at] == '.') {
    ++at;
    mantissa += skip_digits();
  }
  if (mantissa == 0) return false;
  if (at < digits.size() && (digits[at] == 'e' || digits[at] == 'E')) {
    ++at;
    if (at < digits.size() && (digits[at] == '+' || digits[at] == '-')) ++at;
    if (skip_digits() == 0) return false;
  }
  return at == digits.size();
}

}  // namespace

Value plain_scalar(const std::string& text, const Location& where) {
  if (is_one_of(text, std::array{"", "~", "null", "Null", "NULL"})) {
    Value nothing;
    nothing.set_where(where);
    return nothing;
  }
  if (is_one_of(text, std::array{"true", "True", "TRUE"})) return Value(true, where);
  if (is_one_of(text, std::array{"false", "False", "FALSE"})) return Value(false, where);
  const std::string unsigned_text = without_sign(text);
  if (is_one_of(unsigned_text, std::array{".nan", ".NaN", ".NAN", ".inf", ".Inf", ".INF"})) {
    throw ConfigurationError(
        where,
        fmt::format("{} is not a finite number, and no setting can be one; give a finite number",
                    text));
  }
  if (!looks_like_number(text)) return Value(text, where);
  if (unsigned_text.size() > 1 && unsigned_text[0] == '0' && is_digit(unsigned_text[1])) {
    std::string remedy = unsigned_text.substr(
        std::min(unsigned_text.find_first_not_of('0'), unsigned_text.size() - 1));
    if (!is_digit(remedy.front())) remedy.insert(remedy.begin(), '0');
    throw ConfigurationError(where, fmt::format("{} begins with a needless 0, which some programs "
                                                "read as octal; write {}{}, or '{}' in "
                                                "quotes for text",
                                                text, text[0] == '-' ? "-" : "", remedy, text));
  }
  if (const auto integer = parse_integer(text)) {
    return Value(static_cast<std::int64_t>(*integer), where);
  }
  if (const auto number = parse_number(text)) return Value(*number, where);
  throw ConfigurationError(where, fmt::format("{} is beyond the numbers that a computer holds "
                                              "(about 1e-308 to 1e308); give a nearer one",
                                              text));
}

}  // namespace regsweep
