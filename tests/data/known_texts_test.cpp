// Texts of known content: sizes and beginnings.
#include "data/tokenized_text.hpp"
#include "real_sets.hpp"

namespace regsweep::known_texts_test {

using namespace testing;

std::string beginning(const Dataset& dataset, std::size_t count) {
  std::string text;
  for (std::size_t i = 0; i < count; ++i) {
    text += dataset.vocabulary[static_cast<std::size_t>(dataset.train.tokens[i])];
  }
  return text;
}

TEST_CASE("Tiny Shakespeare is cut as nanoGPT cuts it") {
  if (!is_here("tiny_shakespeare")) return;
  const Map given{member("name", "tiny_shakespeare")};
  const Dataset dataset = load(given);
  require_facts(given, dataset);
  REQUIRE(dataset.train.tokens.size() == 1003854);
  REQUIRE(dataset.validation.tokens.size() == 111540);
  REQUIRE(dataset.outputs == 65);
  REQUIRE(beginning(dataset, 14) == "First Citizen:");
}

TEST_CASE("Moby Dick has its characters") {
  if (!is_here("moby_dick")) return;
  const Map given{member("name", "moby_dick")},
      bytes{member("name", "moby_dick"), member("unit", "byte")};
  const Dataset dataset = load(given);
  require_facts(given, dataset);
  require_facts(bytes, load(bytes));
  REQUIRE(dataset.outputs == 83);
}

TEST_CASE("the Gutenberg selection is joined in the order of names, and read as UTF-8 throughout") {
  if (!is_here("gutenberg")) return;
  const Map given{member("name", "gutenberg")};
  const Dataset dataset = load(given);
  require_facts(given, dataset);
  REQUIRE(beginning(dataset, 25) == "[Emma by Jane Austen 1816");
  REQUIRE(dataset.train.tokens.size() + dataset.validation.tokens.size() ==
          11793318);  // one character per byte of Latin 1
}

TEST_CASE("a known text with another content is refused") {
  const TemporaryFolder folder;
  folder.write("tiny_shakespeare/tiny_shakespeare.txt", std::string(1115394, 'x'));
  const Environment data("REGSWEEP_DATA", folder.path().string());
  REQUIRE(sentence<DataError>([] {
            load({member("name", "tiny_shakespeare")});
          }).find("damaged or another file") != std::string::npos);
}

}  // namespace regsweep::known_texts_test
