// Computed sequences: restriction, nesting, and the answers of each task worked out here in another
// way.
#include "data/sequences.hpp"

#include <algorithm>
#include <map>
#include <set>

#include "temporary_files.hpp"

namespace regsweep::sequences_test {

using namespace testing;

using Example = std::pair<Tokens, Tokens>;

std::vector<Example> examples(const Dataset& dataset, const Split& split) {
  std::vector<Example> all;
  const auto length = static_cast<std::size_t>(dataset.sequence);
  for (std::size_t at = 0; at < split.tokens.size(); at += length) {
    all.emplace_back(Tokens(split.tokens.begin() + at, split.tokens.begin() + at + length),
                     Tokens(split.next.begin() + at, split.next.begin() + at + length));
  }
  return all;
}

Dataset checked(const Map& given) {
  Dataset dataset = load(given);
  require_facts(given, dataset);
  REQUIRE(dataset.train.tokens.size() == dataset.train.next.size());
  return dataset;
}

TEST_CASE("copy: after the mark the word comes again") {
  const Dataset dataset =
      checked({member("name", "copy"), member("symbols", 5), member("length", 7),
               member("examples", 60), member("validation", 20), member("test_examples", 30)});
  REQUIRE(dataset.count(dataset.train) == 40);
  REQUIRE(dataset.vocabulary.back() == ">");
  std::set<Tokens> words;
  for (const auto& [tokens, next] : examples(dataset, dataset.test)) {
    const Tokens word(tokens.begin(), tokens.begin() + 7);
    words.insert(word);
    REQUIRE(tokens[7] == 5);
    REQUIRE(std::equal(tokens.begin() + 8, tokens.end(), word.begin()));
    REQUIRE(std::equal(next.begin() + 7, next.end(), word.begin()));
    REQUIRE(std::count(next.begin(), next.begin() + 7, -1) == 7);
  }
  REQUIRE(words.size() > 25);
}

TEST_CASE("induction: the answer is what stood behind the symbol") {
  const Dataset dataset =
      checked({member("name", "induction"), member("symbols", 9), member("length", 6),
               member("questions", 3), member("examples", 50), member("test_examples", 40)});
  REQUIRE(dataset.sequence == 11);
  for (const auto& [tokens, next] : examples(dataset, dataset.train)) {
    std::map<std::int32_t, std::int32_t> behind;
    for (std::size_t i = 0; i < 5; ++i) behind[tokens[i]] = tokens[i + 1];
    REQUIRE(behind.size() == 5);  // no symbol comes twice
    for (std::size_t i = 0; i < next.size(); ++i) {
      const bool question = i >= 6 && (i - 6) % 2 == 0;
      REQUIRE(next[i] == (question ? behind.at(tokens[i]) : -1));
      if (question && i + 1 < tokens.size()) REQUIRE(tokens[i + 1] == next[i]);
    }
  }
  REQUIRE(sentence<ConfigurationError>([] {
            load({member("name", "induction"), member("symbols", 4), member("length", 5)});
          }) ==
          "data.length = 5 is more than data.symbols = 4, but no symbol may come twice; give at "
          "most 4");
}

TEST_CASE("modular arithmetic: every equation once, and every one right") {
  const std::string operation = GENERATE("addition", "subtraction", "multiplication", "division");
  const Dataset dataset =
      checked({member("name", "modular_arithmetic"), member("operation", operation),
               member("modulus", 13), member("test", 0)});
  std::set<std::pair<int, int>> pairs;
  for (const auto& [tokens, next] : examples(dataset, dataset.train)) {
    const int a = tokens[0], b = tokens[2], c = next[3];
    pairs.insert({a, b});
    REQUIRE((tokens[1] == 13 && tokens[3] == 14));
    if (operation == "addition") REQUIRE((a + b - c) % 13 == 0);
    if (operation == "subtraction") REQUIRE((a - b - c) % 13 == 0);
    if (operation == "multiplication") REQUIRE((a * b - c) % 13 == 0);
    if (operation == "division") REQUIRE((b > 0 && (b * c - a) % 13 == 0));
    REQUIRE((c >= 0 && c < 13));
  }
  REQUIRE(pairs.size() == (operation == "division" ? 13u * 12u : 13u * 13u));
  REQUIRE(
      sentence<ConfigurationError>([] {
        load({member("name", "modular_arithmetic"), member("modulus", 15)});
      }) ==
      "data.modulus = 15 is no prime, but every number must have an inverse; give for example 97");
}

TEST_CASE("parity: the answer is whether the sum is odd, and both come") {
  const Dataset dataset = checked({member("name", "parity"), member("bits", 5),
                                   member("examples", 100), member("test_examples", 80)});
  int odd = 0;
  for (const auto& [tokens, next] : examples(dataset, dataset.test)) {
    REQUIRE(next[5] == (tokens[0] + tokens[1] + tokens[2] + tokens[3] + tokens[4]) % 2);
    odd += next[5];
  }
  REQUIRE((odd > 20 && odd < 60));
}

TEST_CASE("subsets of sequences nest, seeds differ, labels that are not there get no noise") {
  const auto parity = [](std::int64_t train, std::int64_t seed) {
    return load({member("name", "parity"), member("examples", 200), member("train", train),
                 member("seed", seed)});
  };
  const Dataset small = parity(20, 0), large = parity(150, 0), other = parity(20, 1);
  REQUIRE(
      std::equal(small.train.tokens.begin(), small.train.tokens.end(), large.train.tokens.begin()));
  REQUIRE(small.train.tokens != other.train.tokens);
  REQUIRE(
      sentence<ConfigurationError>([] {
        load({member("name", "parity"), member("label_noise", 0.1)});
      }) ==
      "data.label_noise = 0.1, but parity is made of sequences, which have no labels; delete it");
}

}  // namespace regsweep::sequences_test
