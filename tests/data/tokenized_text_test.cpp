// Texts become tokens and parts; what is no text is refused with its place.
#include "data/tokenized_text.hpp"

#include "temporary_files.hpp"

namespace regsweep::tokenized_text_test {

using namespace testing;

TEST_CASE("characters are numbered by code point among those of the whole text") {
  const TokenizedText text = tokenize("b\u00e9a\nb\u4e16\U0001F600", TextUnit::character, "t");
  REQUIRE(text.vocabulary ==
          std::vector<std::string>{"\n", "a", "b", "\u00e9", "\u4e16", "\U0001F600"});
  REQUIRE(text.tokens == Tokens{2, 3, 1, 0, 2, 4, 5});
}

TEST_CASE("bytes are numbered by value, and shown so that they can be printed") {
  const TokenizedText text = tokenize(std::string("b\xff\0a\n", 5), TextUnit::byte, "t");
  REQUIRE(text.vocabulary == std::vector<std::string>{"\\x00", "\n", "a", "b", "\\xFF"});
  REQUIRE(text.tokens == Tokens{3, 4, 0, 2, 1});
}

TEST_CASE("what is not UTF-8 is refused at its byte") {
  for (const auto& [content, byte] :
       std::vector<std::pair<std::string, std::string>>{{"ab\xff", "byte 2 (0xFF)"},
                                                        {"a\xc3", "byte 1 (0xC3)"},
                                                        {"\xc0\x80", "byte 0 (0xC0)"},
                                                        {"a\xed\xa0\x80", "byte 1 (0xED)"},
                                                        {"\xe4\xb8z", "byte 0 (0xE4)"},
                                                        {"\xf5\x80\x80\x80", "byte 0 (0xF5)"},
                                                        {"\xf0\x80\x80\x80", "byte 0 (0xF0)"}}) {
    REQUIRE(sentence<DataError>([&] { tokenize(content, TextUnit::character, "t.txt"); }) ==
            "t.txt is not UTF-8 at " + byte + "; convert it, or read it with unit: byte");
    REQUIRE_NOTHROW(tokenize(content, TextUnit::byte, "t.txt"));
  }
  REQUIRE(sentence<DataError>([&] { tokenize("", TextUnit::byte, "t.txt"); }) ==
          "t.txt is empty, so there is nothing to learn from; give a text");
}

std::string digits(int count) {
  std::string text;
  for (int i = 0; i < count; ++i) text += static_cast<char>('a' + i % 20);
  return text;
}

TEST_CASE("a text is cut: the beginning to train on, the rest to validate and test on") {
  const TemporaryFolder folder;
  const std::string path = folder.write("t.txt", digits(205));
  const auto given = [&](std::initializer_list<Member> more) {
    Map map{member("name", "text"), member("path", path)};
    map.insert(map.end(), more);
    return map;
  };
  const Dataset whole = load(given({}));
  require_facts(given({}), whole);
  REQUIRE(whole.count(whole.train) == 184);  // floor(0.9 * 205)
  REQUIRE(whole.count(whole.validation) == 21);
  REQUIRE(whole.count(whole.test) == 0);
  REQUIRE(whole.validation.tokens[0] == 184 % 20);
  const Map cut = given({member("train", 50), member("validation", 7), member("test", 3),
                         member("train_share", 0.5), member("windows", "each_once")});
  const Dataset part = load(cut);
  require_facts(cut, part);
  REQUIRE(part.each_once);
  REQUIRE(part.outputs == 20);
  REQUIRE(part.train.tokens.size() == 50);
  REQUIRE(part.validation.tokens[0] == 102 % 20);
  REQUIRE(part.test.tokens == Tokens{202 % 20, 203 % 20, 204 % 20});
  REQUIRE(load(given({member("test", 5)})).validation.tokens.size() == 16);  // what test leaves
}

TEST_CASE("parts that a text does not have are refused, and so is noise on labels") {
  const TemporaryFolder folder;
  const std::string path = folder.write("t.txt", digits(200));
  const auto refused = [&](const std::string& key, Value value) {
    return sentence<ConfigurationError>([&] {
      load({member("name", "text"), member("path", path), member(key, value)});
    });
  };
  REQUIRE(refused("train", Value(181)) == "data.train = 181 tokens, but the training part of " +
                                              path +
                                              " has only 180; lower it, or raise data.train_share");
  REQUIRE(refused("validation", Value(21)) ==
          "data asks for 21 tokens to validate and 0 to test on, but " + path +
              " has only 20 behind its training part; lower them, or lower data.train_share");
  REQUIRE(refused("validation", Value(1)) ==
          "data.validation = 1 token of " + path +
              " leaves nothing to predict; give validation: 2 or more, or 0");
  REQUIRE(refused("subset_seed", Value(3)) ==
          "data.subset_seed = 3 would change nothing: parts of " + path +
              " are runs of its text, not drawn; delete it");
  REQUIRE(refused("label_noise", Value(0.1)) ==
          "data.label_noise = 0.1, but " + path + " is a text, which has no labels; delete it");
  REQUIRE(sentence<DataError>([&] {
            load({member("name", "text"), member("path", folder / "none.txt")});
          }).find("none.txt") != std::string::npos);
}

TEST_CASE("a text's map is canonical: what is not given is not there, what is given stays") {
  const Map bare{member("name", "text"), member("path", "t.txt")};
  const Value once = normalized(bare);
  REQUIRE(once.find("validation") == nullptr);
  REQUIRE(dataset_schema().normalize(once, "data") == once);
  REQUIRE(normalized({member("name", "text"), member("path", "t.txt"), member("validation", 0)})
              .at("validation")
              .integer() == 0);
}

TEST_CASE("a compressed text is the text") {
  const TemporaryFolder folder;
  const std::string plain = folder.write("t.txt", digits(205)),
                    packed = folder.write("t.txt.gz", gzip_of(digits(205)));
  REQUIRE(load({member("name", "text"), member("path", plain)}).train.tokens ==
          load({member("name", "text"), member("path", packed)}).train.tokens);
}

}  // namespace regsweep::tokenized_text_test
