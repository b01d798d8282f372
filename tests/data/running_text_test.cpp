// Texts in files of their own, as words, and as token numbers.
#include <algorithm>

#include "data/tokenized_text.hpp"
#include "temporary_files.hpp"

namespace regsweep::running_text_test {

using namespace testing;

Map text_of(const std::string& path, std::initializer_list<Member> more = {}) {
  Map given{member("name", "text"), member("path", path)};
  given.insert(given.end(), more);
  return given;
}

bool told(const Map& given, const std::string& words) {
  const DatasetDescription found = describe_dataset(normalized(given));
  return std::ranges::any_of(
      found.notes, [&](const std::string& note) { return note.find(words) != std::string::npos; });
}

TEST_CASE("parts in files of their own have one vocabulary, and nothing of them is cut") {
  const TemporaryFolder folder;
  const std::string train = folder.write("train.txt", "abcabcabca");
  const std::string valid = folder.write("valid.txt",
                                         "\xef\xbb\xbf"
                                         "bcx");
  const std::string test = folder.write("test.txt", "aaaa");
  const Map given = text_of(train, {member("validation_path", valid), member("test_path", test)});
  const Dataset dataset = load(given);
  require_facts(given, dataset);
  REQUIRE(dataset.vocabulary == std::vector<std::string>{"a", "b", "c", "x"});
  REQUIRE(dataset.train.tokens == Tokens{0, 1, 2, 0, 1, 2, 0, 1, 2, 0});
  REQUIRE(dataset.validation.tokens == Tokens{1, 2, 3});
  REQUIRE(dataset.test.tokens == Tokens{0, 0, 0, 0});
  REQUIRE(told(given, "1 of the 4 tokens of the vocabulary occurs in no training part"));
  REQUIRE(told(given, valid + ": its byte order mark is left out"));
  const Map fewer = text_of(train, {member("validation_path", valid), member("validation", 2)});
  require_facts(fewer, load(fewer));
  REQUIRE(load(fewer).validation.tokens.size() == 2);
  const std::string longer = folder.write("longer.txt", "abcabcabcabcabcabcab");
  const Map tested = text_of(longer, {member("test_path", test)});
  require_facts(tested, load(tested));
  REQUIRE(load(tested).validation.tokens == Tokens{0, 1});  // the last tenth of the first file
  REQUIRE(sentence<DataError>([&] {
            load(text_of(train, {member("test_path", train)}));
          }).find("has the same content as the training text") != std::string::npos);
  REQUIRE(sentence<DataError>([&] {
            load(text_of(train, {member("validation_path", valid), member("test_path", valid)}));
          }) == valid + " has the same content as the validation text " + valid +
                    "; give another text as data.test_path, or delete the key");
}

TEST_CASE("words are tokens, of the training part") {
  const TemporaryFolder folder;
  const std::string train = folder.write("train.txt", "the cat sat\nthe dog <unk>\n");
  const std::string valid = folder.write("valid.txt", "the fish\n");
  const Map given = text_of(train, {member("validation_path", valid), member("unit", "word")});
  const Dataset dataset = load(given);
  require_facts(given, dataset);
  REQUIRE(dataset.vocabulary ==
          std::vector<std::string>{"<eos>", "the", "<unk>", "cat", "dog", "sat"});
  REQUIRE(dataset.train.tokens == Tokens{1, 3, 5, 0, 1, 4, 2, 0});
  REQUIRE(dataset.validation.tokens == Tokens{1, 2, 0});
  REQUIRE(dataset.token_unit == "word");
  REQUIRE(told(given, "0 % of the training words and 33.3 % of the others become <unk>"));
  const Map few = text_of(
      train, {member("validation_path", valid), member("unit", "word"), member("vocabulary", 3)});
  REQUIRE(load(few).vocabulary == std::vector<std::string>{"<eos>", "the", "<unk>"});
}

TEST_CASE("token numbers are the text that they were made of") {
  const TemporaryFolder folder;
  std::string text, numbers;
  for (int i = 0; i < 200; ++i) {
    text += static_cast<char>('a' + i * i % 7);
    numbers += static_cast<char>(std::min(i * i % 7, 3));
    numbers += '\0';
  }
  const std::string plain = folder.write("t.txt", text);
  const std::string train = folder.write("train.bin", numbers.substr(0, 360));
  const std::string valid = folder.write("val.bin", numbers.substr(360));
  const Map given = text_of(train, {member("validation_path", valid), member("unit", "uint16")});
  const Dataset dataset = load(given);
  require_facts(given, dataset);
  const Dataset characters = load(text_of(plain));
  REQUIRE(dataset.train.tokens == characters.train.tokens);
  REQUIRE(dataset.validation.tokens == characters.validation.tokens);
  REQUIRE(dataset.outputs == characters.outputs);
  REQUIRE(told(given, "the vocabulary is taken to be 0 to 3"));
  REQUIRE(sentence<DataError>([&] {
            load(text_of(train, {member("unit", "uint16"), member("vocabulary", 3)}));
          }) ==
          train + " has the token 3, beyond data.vocabulary = 3; raise it, or check data.unit");
}

TEST_CASE("carriage returns are told, and read as line feeds where that is said") {
  const TemporaryFolder folder;
  const std::string path = folder.write("crlf.txt", "ab\r\nba\r\nab\rabab");
  REQUIRE(told(text_of(path), "3 lines end with carriage returns"));
  REQUIRE(load(text_of(path)).vocabulary == std::vector<std::string>{"\n", "\\x0D", "a", "b"});
  const Map plain = text_of(path, {member("line_ends", "plain")});
  REQUIRE(load(plain).vocabulary == std::vector<std::string>{"\n", "a", "b"});
  REQUIRE_FALSE(told(plain, "carriage returns"));
  REQUIRE(normalized(text_of(path, {member("line_ends", "keep")})) == normalized(text_of(path)));
}

TEST_CASE("a list of texts is read as one, and what is no text is refused") {
  const TemporaryFolder folder;
  const std::string one = folder.write("1.txt", "abcab");
  const std::string two = folder.write("2.txt", "cabca");
  Map given{member("name", "text"), member("path", List{one, two}), member("train_share", 0.8)};
  REQUIRE(load(given).train.tokens == Tokens{0, 1, 2, 0, 1, 2, 0, 1});
  REQUIRE(sentence<DataError>([&] {
            load(text_of(folder.write("nul.txt", std::string("ab\0abababababababababa", 20))));
          }).find("holds a NUL at byte 2, so it is no text") != std::string::npos);
  REQUIRE_NOTHROW(load(text_of(folder / "nul.txt", {member("unit", "byte")})));
  REQUIRE(sentence<ConfigurationError>([&] {
            normalized(text_of(one, {member("min_count", 2)}));
          }).find("data.min_count = 2 would change nothing, since data.unit is character") !=
          std::string::npos);
}

}  // namespace regsweep::running_text_test
