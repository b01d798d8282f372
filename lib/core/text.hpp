// Text: numbers in their shortest exact form, spelling help, joining. No state.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace regsweep {

/// Shortest text that reads back to the same double ("0.1", "1e-04", "5"); "nan", "inf", "-inf".
std::string number_text(double value);

/// The whole of `text` as a finite decimal number, or nothing. "1e-4" is a number; "0x10", "nan"
/// and "" are not.
std::optional<double> parse_number(std::string_view text);

/// The whole of `text` as a decimal integer, or nothing.
std::optional<long long> parse_integer(std::string_view text);

/// The candidate nearest to `word` by edit distance (transpositions count one), if it is near
/// enough to be a typo.
std::optional<std::string> nearest(std::string_view word,
                                   const std::vector<std::string>& candidates);

/// "did you mean 'x'?" when a candidate is near; else "allowed: a, b, c" (at most 30 shown).
std::string suggestion(std::string_view word, const std::vector<std::string>& candidates);

std::string join(const std::vector<std::string>& parts, std::string_view separator);
std::vector<std::string> split(std::string_view text, char separator);

/// 1234567 -> "1,234,567".
std::string with_thousands(long long value);

/// A count with what it counts: "1 trial", "1,234 trials", "2 classes".
std::string counted(long long count, std::string_view noun);

/// Seconds for people: "0.8 s", "12 s", "3 min 05 s", "2 h 10 min", "3 d 4 h".
std::string duration_text(double seconds);

}  // namespace regsweep
