// Texts of words and files of token numbers.
//
//   words        what blanks separate; every line feed is the word <eos>, unless the text has <eos>
//                of its own
//   vocabulary   the words of the training part, the most frequent first, equally frequent ones in
//                the order of their bytes. Words that occur less often than `min_count` or are not
//                among the first `vocabulary` are <unk>; it is the last word where the text has
//                none
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "data/dataset.hpp"

namespace regsweep {

/// The words of a text in their order, as views of it.
std::vector<std::string_view> words_of(std::string_view text, bool line_ends);

/// Characters of the text of these words: those of each word, one for the blank behind it unless a
/// line end follows, and one for each line end. That of a text with single blanks.
std::int64_t characters_of(std::span<const std::string_view> words);

struct VocabularyLimits {
  std::optional<std::int64_t> largest;  // words, <unk> included
  std::int64_t min_count = 1;
};

struct NumberedWords {
  std::vector<std::string> vocabulary;
  Tokens tokens;
  std::int64_t unknown_in_training = 0, unknown_elsewhere = 0;  // tokens that became <unk>
};

/// Numbers words; the first `training` of them say which there are.
NumberedWords number_words(const std::vector<std::string_view>& words, std::int64_t training,
                           const VocabularyLimits& limits);

/// The numbers of the words of a text in a vocabulary, <unk> for those that it has not;
/// ConfigurationError where it has no <unk> either.
Tokens numbers_of_words(std::string_view text, const std::vector<std::string>& vocabulary);

/// Numbers of tokens of 2 or 4 bytes each, little-endian (nanoGPT's train.bin). DataError when the
/// bytes are no whole number of them, or when a token is beyond the range of a vocabulary.
Tokens token_numbers(std::string_view bytes, std::size_t width, const std::string& name);

}  // namespace regsweep
