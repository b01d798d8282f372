// Words and their numbers, against counts made by another program, and files of token numbers.
#include "data/word_text.hpp"

#include "temporary_files.hpp"

namespace regsweep::word_text_test {

using namespace testing;

using Words = std::vector<std::string>;

Words words(const std::string& text, bool line_ends = true) {
  const auto found = words_of(text, line_ends);
  return {found.begin(), found.end()};
}

NumberedWords numbered(const std::string& text, std::int64_t training,
                       const VocabularyLimits& limits = {}) {
  static std::string kept;
  kept = text;
  return number_words(words_of(kept, false), training, limits);
}

TEST_CASE("words are what blanks separate, and each line ends with one") {
  REQUIRE(words(" the  cat\tsat\r\n\non \n") ==
          Words{"the", "cat", "sat", "<eos>", "<eos>", "on", "<eos>"});
  REQUIRE(words("a b", true) == Words{"a", "b"});
  REQUIRE(words("a <eos> \n b\n", false) == Words{"a", "<eos>", "b"});
  REQUIRE(words("").empty());
}

TEST_CASE("characters of words are those of their text with single blanks") {
  for (const std::string text : {"the cat\nsat on\n", "\n\nthe cat", "\xc3\xa9t\xc3\xa9 et\n"}) {
    std::int64_t expected = 0;
    for (const char each : text) expected += (static_cast<unsigned char>(each) & 0xc0) != 0x80;
    REQUIRE(characters_of(words_of(text, true)) == expected);
  }
  REQUIRE(characters_of({}) == 0);
}

TEST_CASE("words are numbered by how often the training part has them") {
  // collections.Counter("b a b c a b d".split()).most_common() and sorted ties.
  const NumberedWords all = numbered("b a b c a b d", 7);
  REQUIRE(all.vocabulary == Words{"b", "a", "c", "d"});
  REQUIRE(all.tokens == Tokens{0, 1, 0, 2, 1, 0, 3});
  REQUIRE(all.unknown_in_training == 0);
}

TEST_CASE("what the training part has not, or seldom, is <unk>") {
  const NumberedWords unseen = numbered("b a b c a z", 5);
  REQUIRE(unseen.vocabulary == Words{"a", "b", "c", "<unk>"});
  REQUIRE(unseen.tokens == Tokens{1, 0, 1, 2, 0, 3});
  REQUIRE(unseen.unknown_elsewhere == 1);
  const NumberedWords seldom = numbered("b a b c a z", 5, {std::nullopt, 2});
  REQUIRE(seldom.vocabulary == Words{"a", "b", "<unk>"});
  REQUIRE(seldom.unknown_in_training == 1);
  const NumberedWords few = numbered("b a b c a b d", 7, {3, 1});
  REQUIRE(few.vocabulary == Words{"b", "a", "<unk>"});
  REQUIRE(few.unknown_in_training == 2);
}

TEST_CASE("an <unk> of the text is the one for other words, too") {
  const NumberedWords own = numbered("<unk> a <unk> b a <unk> z", 6);
  REQUIRE(own.vocabulary == Words{"<unk>", "a", "b"});
  REQUIRE(own.tokens == Tokens{0, 1, 0, 2, 1, 0, 0});
  REQUIRE(numbered("a a b b c <unk>", 6, {2, 1}).vocabulary == Words{"a", "<unk>"});
  REQUIRE(numbered("a a b b c <unk>", 6, {std::nullopt, 2}).vocabulary == Words{"a", "b", "<unk>"});
}

TEST_CASE("a prompt of words is read in a vocabulary") {
  REQUIRE(numbers_of_words("the  cat\n", {"<eos>", "cat", "the"}) == Tokens{2, 1, 0});
  REQUIRE(numbers_of_words("the fish", {"<unk>", "cat", "the"}) == Tokens{2, 0});
  REQUIRE(sentence<ConfigurationError>([] { numbers_of_words("fish", {"cat"}); }) ==
          "the model's vocabulary has no word 'fish', and no <unk>; use only words of the training "
          "text");
}

TEST_CASE("token numbers are little-endian, and whole") {
  REQUIRE(token_numbers(std::string("\1\0\2\1", 4), 2, "t") == Tokens{1, 258});
  REQUIRE(token_numbers(std::string("\1\0\2\1", 4), 4, "t").at(0) == 0x01020001);
  REQUIRE(sentence<DataError>([] { token_numbers("abc", 2, "t.bin"); }) ==
          "t.bin has 3 bytes, which are no whole tokens of 2 bytes; check data.unit, or make it "
          "anew");
  REQUIRE(sentence<DataError>([] { token_numbers("\1\1\1\1\xff\xff\xff\xff", 4, "t.bin"); }) ==
          "t.bin has the token 4294967295 at byte 4, which no vocabulary has; check data.unit");
}

}  // namespace regsweep::word_text_test
