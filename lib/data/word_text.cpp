#include "data/word_text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <unordered_map>

#include "core/error.hpp"
#include "core/text.hpp"

namespace regsweep {
namespace {

constexpr std::string_view end_of_line = "<eos>";
constexpr std::string_view unknown = "<unk>";
constexpr std::uint32_t largest_token = 1u << 30;  // beyond it a number is damage

using WordCounts = std::unordered_map<std::string_view, std::int64_t>;

// The words that are kept, the most frequent first.
std::vector<std::string_view> ranked(const WordCounts& counts, const VocabularyLimits& limits) {
  std::vector<std::pair<std::string_view, std::int64_t>> order(counts.begin(), counts.end());
  std::ranges::sort(order, [](const auto& a, const auto& b) {
    return a.second != b.second ? a.second > b.second : a.first < b.first;
  });
  std::vector<std::string_view> kept;
  for (const auto& [word, count] : order) {
    if (count >= limits.min_count || word == unknown) kept.push_back(word);
  }
  if (!limits.largest || static_cast<std::int64_t>(kept.size()) <= *limits.largest) return kept;
  // One place is for <unk>: its own, if that is among the first.
  const auto room = static_cast<std::ptrdiff_t>(*limits.largest);
  std::vector<std::string_view> first(kept.begin(), kept.begin() + room);
  if (std::ranges::find(first, unknown) == first.end()) first.back() = unknown;
  return first;
}

}  // namespace

std::vector<std::string_view> words_of(std::string_view text, bool line_ends) {
  std::vector<std::string_view> words;
  std::size_t at = 0;
  while (at < text.size()) {
    const char each = text[at];
    if (each == '\n' && line_ends) words.push_back(end_of_line);
    if (each == '\n' || each == ' ' || each == '\t' || each == '\r' || each == '\v' ||
        each == '\f') {
      ++at;
      continue;
    }
    const std::size_t end = std::min(text.find_first_of(" \t\r\n\v\f", at), text.size());
    words.push_back(text.substr(at, end - at));
    at = end;
  }
  return words;
}

std::int64_t characters_of(std::span<const std::string_view> words) {
  std::int64_t characters = 0;
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (words[i] == end_of_line) {
      ++characters;
      continue;
    }
    // Bytes that go on with a character are no beginning of one.
    characters += std::ranges::count_if(
        words[i], [](char each) { return (static_cast<unsigned char>(each) & 0xc0) != 0x80; });
    const bool line_ends = i + 1 == words.size() || words[i + 1] == end_of_line;
    characters += line_ends ? 0 : 1;
  }
  return characters;
}

NumberedWords number_words(const std::vector<std::string_view>& words, std::int64_t training,
                           const VocabularyLimits& limits) {
  WordCounts counts;
  for (std::int64_t i = 0; i < training; ++i) ++counts[words[static_cast<std::size_t>(i)]];
  std::vector<std::string_view> kept = ranked(counts, limits);
  std::unordered_map<std::string_view, std::int32_t> number;
  for (const std::string_view word : kept) {
    number.emplace(word, static_cast<std::int32_t>(number.size()));
  }
  const bool all_known =
      std::ranges::all_of(words, [&](std::string_view word) { return number.contains(word); });
  if (!all_known && !number.contains(unknown)) {
    number.emplace(unknown, static_cast<std::int32_t>(number.size()));
    kept.push_back(unknown);
  }
  NumberedWords numbered;
  numbered.vocabulary.assign(kept.begin(), kept.end());
  numbered.tokens.reserve(words.size());
  for (const std::string_view word : words) {
    const auto found = number.find(word);
    const bool known = found != number.end();
    const auto here = static_cast<std::int64_t>(numbered.tokens.size());
    if (!known) ++(here < training ? numbered.unknown_in_training : numbered.unknown_elsewhere);
    numbered.tokens.push_back(known ? found->second : number.at(unknown));
  }
  return numbered;
}

Tokens numbers_of_words(std::string_view text, const std::vector<std::string>& vocabulary) {
  Tokens tokens;
  for (const std::string_view word : words_of(text, true)) {
    auto found = std::ranges::find(vocabulary, word);
    if (found == vocabulary.end()) found = std::ranges::find(vocabulary, unknown);
    if (found == vocabulary.end()) {
      throw ConfigurationError(fmt::format(
          "the model's vocabulary has no word '{}', and no <unk>; use only words of the training "
          "text",
          word));
    }
    tokens.push_back(static_cast<std::int32_t>(found - vocabulary.begin()));
  }
  return tokens;
}

Tokens token_numbers(std::string_view bytes, std::size_t width, const std::string& name) {
  if (bytes.size() % width != 0) {
    throw DataError(fmt::format(
        "{} has {} bytes, which are no whole tokens of {} bytes; check data.unit, or make it anew",
        name, with_thousands(static_cast<long long>(bytes.size())), width));
  }
  Tokens tokens;
  tokens.reserve(bytes.size() / width);
  for (std::size_t at = 0; at < bytes.size(); at += width) {
    std::uint32_t token = 0;
    for (std::size_t i = 0; i < width; ++i) {
      token |= static_cast<std::uint32_t>(static_cast<unsigned char>(bytes[at + i])) << (8 * i);
    }
    if (token >= largest_token) {
      throw DataError(
          fmt::format("{} has the token {} at byte {}, which no vocabulary has; check data.unit",
                      name, token, at));
    }
    tokens.push_back(static_cast<std::int32_t>(token));
  }
  return tokens;
}

}  // namespace regsweep
