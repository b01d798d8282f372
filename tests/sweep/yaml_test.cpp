// The YAML reader: what a text means, where each value stands, and what is refused.
#include "sweep/yaml.hpp"

#include <catch2/catch.hpp>
#include <cstdio>
#include <filesystem>

namespace regsweep::yaml_test {

Value read(const std::string& text) { return read_yaml(text, "f.yaml"); }

std::string place(const Value& value) { return value.where().text(); }

TEST_CASE("a text becomes typed values, in the order of the file") {
  const Value value = read("a: 5\nb: [1e-4, true, text, ~]\nc: {d: 'quoted 5', e: \"5\"}\n");
  CHECK(value.shown() == "{a: 5, b: [1e-04, true, text, null], c: {d: quoted 5, e: 5}}");
  CHECK(value.at("a").is_integer());
  CHECK(value.at("b").list()[0].is_number());
  CHECK(value.at("b").list()[1].is_flag());
  CHECK(value.at("b").list()[3].is_null());
  CHECK(value.at("c").at("e").is_text());
  CHECK(read("{\"a\": 1.5, \"b\": null}") ==
        Value(Map{{"a", Value(1.5), {}}, {"b", Value(), {}}}));  // JSON is YAML
  CHECK(read("a: |\n  two\n  lines\n").at("a").text() == "two\nlines\n");
}

TEST_CASE("every value and every key knows its line and column, counted in characters from 1") {
  const Value value = read("# comment\nalpha:\n  beta: [10, 20]\n\"caf\u00e9\": {x: 1}\n");
  CHECK(place(value) == "f.yaml:2:1");
  CHECK(value.map()[0].key_where.text() == "f.yaml:2:1");
  CHECK(place(value.at("alpha")) == "f.yaml:3:3");
  CHECK(place(value.at("alpha").at("beta").list()[1]) == "f.yaml:3:14");
  CHECK(place(value.at("caf\u00e9").at("x")) == "f.yaml:4:13");
  CHECK(value.at("alpha").at("beta").list()[1].where().excerpt() ==
        "    beta: [10, 20]\n               ^");
}

TEST_CASE("an absent value stands where its key stands") {
  const Value value = read("a:\nb: 1\n");
  CHECK(value.at("a").is_null());
  CHECK(place(value.at("a")) == "f.yaml:1:1");
  CHECK(read("").is_null());
  CHECK(place(read("")) == "f.yaml:1:1");
}

TEST_CASE("aliases and merge keys mean what they name and keep the place of the anchor") {
  const Value value = read(
      "one: &one {rate: 0.5, noise: x}\ntwo: *one\nthree: {<<: *one, rate: 0.1}\nfour: {rate: 0.2, "
      "<<: [*one, {more: 1}]}\n");
  CHECK(value.at("two") == value.at("one"));
  CHECK(place(value.at("two").at("rate")) == "f.yaml:1:18");
  CHECK(value.at("three") == Value(Map{{"rate", Value(0.1), {}}, {"noise", Value("x"), {}}}));
  CHECK(value.at("four") ==
        Value(Map{{"rate", Value(0.2), {}}, {"noise", Value("x"), {}}, {"more", Value(1), {}}}));
  CHECK(read("&key a: 1\nb: *key\n").at("b").text() == "a");
  CHECK(read("'<<': 1").at("<<").integer() == 1);  // quoted, it is a word
}

TEST_CASE("line ends of other systems and a byte order mark change nothing") {
  CHECK(read("\xEF\xBB\xBF"
             "a: 1\r\nb: [2,\r\n  3]\r\n") == read("a: 1\nb: [2, 3]\n"));
  CHECK(place(read("a: 1\r\nb: 2\r\n").at("b")) == "f.yaml:2:4");
}

TEST_CASE("a quote that is never closed is told, though yaml-cpp would accept it") {
  CHECK_THROWS_WITH(read("a: \"x\nb: 1\n"),
                    "f.yaml:1:4: this quote is never closed; add \" at the end of the text");
  CHECK_THROWS_WITH(read("a: 'it''s\n"),
                    "f.yaml:1:4: this quote is never closed; add ' at the end of the text");
  CHECK(read("a: 'it''s'\n").at("a").text() == "it's");
  CHECK(read("a: \"a \\\" quote\"\n").at("a").text() == "a \" quote");
}

TEST_CASE("two merges in one map are refused") {
  CHECK_THROWS_WITH(read("a: &a {x: 1}\nb: {<<: *a, <<: *a}\n"),
                    "f.yaml:2:13: << stands twice in a map; write one: <<: [*first, *second]");
}

TEST_CASE("what may not be deeper or larger may be exactly so") {
  CHECK_NOTHROW(read(std::string(64, '[') + std::string(64, ']')));
  CHECK_THROWS_AS(read(std::string(65, '[') + std::string(65, ']')), ConfigurationError);
  std::string list = "[";
  for (int i = 0; i < 999; ++i) list += "0,";
  const auto thousands = [&](int count) {  // an anchor with 1,000 values, and aliases to it
    std::string text = "a: &a " + list + "]\nb: [";
    for (int i = 0; i < count; ++i) text += "*a,";
    return text + "]\n";
  };
  CHECK_NOTHROW(read(thousands(990)));
  CHECK_THROWS_AS(read(thousands(1000)), ConfigurationError);
}

TEST_CASE("a text of any size and shape is read or refused in a time that its length bounds") {
  const std::size_t length = 1u << 20;
  const auto times = [](std::string_view piece, std::size_t bytes) {
    std::string text;
    while (text.size() + piece.size() <= bytes) text += piece;
    return text;
  };
  std::string keys;
  for (int i = 0; keys.size() < length - 20; ++i) {
    keys += "k" + std::to_string(i) + ":\n";  // compared with each other, these would take hours
  }
  CHECK(read(keys).map().size() > 90'000);
  CHECK(read("seeds: [" + times("1,", length) + "1]").at("seeds").list().size() >
        500'000);  // all in one line
  CHECK(read("a: &a {k: 1}\nb: {<<: [" + times("*a,", length) + "]}").at("b").map().size() == 1);
  CHECK_THROWS_AS(read("[" + times(",", length)), ConfigurationError);
  for (const char* piece : {"[", "{", "- ", "? ", ": ", "\"\" ", "!a ", "---\n"}) {
    CHECK_THROWS_AS(read(times(piece, length)), ConfigurationError);
  }
  for (const char* piece : {"\n", "#\n", "x", "x ", "\xC3\xA4"}) {
    CHECK_NOTHROW(read(times(piece, length)));
  }
  CHECK_THROWS_WITH(
      read(std::string(100'000'000, 'x')),
      "f.yaml:1:1: the file has more than 2 MB, too much for a sweep; check the name");
  CHECK_THROWS_WITH(
      read_yaml_file("/dev/zero"),
      "/dev/zero:1:1: the file has more than 2 MB, too much for a sweep; check the name");
}

TEST_CASE("a number with commas in a map is told as such, and names of digits stay possible") {
  CHECK_THROWS_WITH(read("a: {rate: 0,5}"),
                    "f.yaml:1:13: the key 5 has no value; if it is the end of a number, write that "
                    "with a point (0.5) and without commas (1000)");
  CHECK(read("a: {1: {}, 2: 0}").at("a").keys() == std::vector<std::string>{"1", "2"});
  CHECK(read("a:\n  1:\n").at("a").keys() == std::vector<std::string>{"1"});
}

TEST_CASE("instructions to YAML readers are refused, but for the version that everybody means") {
  CHECK(read("%YAML 1.2\n---\na: 1\n").at("a").integer() == 1);
  CHECK_THROWS_WITH(
      read("a: 1\n%include b.yaml\n"),
      "f.yaml:2:1: a line that begins with % is an instruction to YAML readers, and none is "
      "followed here; delete it, or indent the text that it belongs to");
  CHECK(read("a: |\n  %\nb: 50%\n").at("b").text() == "50%");
}

TEST_CASE("a value of the command line counts its columns from the argument's begin") {
  const Value value = read_yaml_argument("a.b=[1, x]", 4, "--set a.b=[1, x]");
  CHECK(value.list()[1].where().text() == "--set a.b=[1, x]:1:9");
  CHECK(value.list()[1].where().excerpt() == "  a.b=[1, x]\n          ^");
}

TEST_CASE("files that cannot be read are named with a remedy") {
  CHECK_THROWS_WITH(read_yaml_file("/nowhere/x.yaml"),
                    "there is no file /nowhere/x.yaml; check the name, or copy "
                    "configs/quickstart.yaml to begin with");
  const std::string folder = std::filesystem::temp_directory_path().string();
  CHECK_THROWS_WITH(read_yaml_file(folder),
                    folder + " is a folder, but a YAML file is needed; name the file in it");
  CHECK(read_yaml_file(std::string(REGSWEEP_SOURCE_DIR) + "/configs/quickstart.yaml")
            .at("sweep")
            .text() == "quickstart");
}

}  // namespace regsweep::yaml_test
