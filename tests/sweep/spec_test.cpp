// The top level of a sweep file. Its mistakes: tests/sweep/broken.
#include "sweep/spec.hpp"

#include <catch2/catch.hpp>

#include "fake_grammar.hpp"

namespace regsweep::spec_test {

SweepSpec read(const std::string& yaml) { return read_spec(read_yaml(yaml, "f"), fake::grammar()); }

TEST_CASE("the smallest sweep: a name, a base, seeds") {
  const SweepSpec spec = read("sweep: a-1\nbase: {model: {kind: mlp}}\nseeds: 3\n");
  CHECK(spec.name == "a-1");
  CHECK(spec.description.empty());
  CHECK(spec.blocks.empty());
  CHECK(spec.exclude.empty());
  CHECK(spec.seeds == std::vector<std::uint32_t>{0, 1, 2});
  CHECK(spec.analysis.at("compare").text() == "to_baseline");
}

TEST_CASE("base is expanded, so that an axis changes a single field of it") {
  const SweepSpec spec =
      read("sweep: s\nbase: {data: moons, dropout: {hidden: 0.5}, optimizer: adam}\nseeds: 1\n");
  CHECK(spec.base.shown() ==
        "{data: {name: moons}, dropout: {hidden: {rate: 0.5}}, optimizer: {kind: adam}}");
}

TEST_CASE("seeds may be listed, up to the largest of 32 bits, in any order") {
  CHECK(read("sweep: s\nbase: {}\nseeds: [4294967295, 7]\n").seeds ==
        std::vector<std::uint32_t>{4294967295u, 7});
}

TEST_CASE("a number may be a name, an absent list is an empty one") {
  CHECK(read("sweep: 2024\nbase:\nseeds: 1\nexclude:\naxes:\n").name == "2024");
}

TEST_CASE("names that would leave the folder of results or hide in it are refused") {
  for (const char* name : {"..", "-x", "a_b", "A", "a.b", "''", "[a]"}) {
    INFO(name);
    CHECK_THROWS_WITH(read(std::string("sweep: ") + name + "\nbase: {}\nseeds: 1\n"),
                      Catch::Contains("is no name for a folder"));
  }
  CHECK_NOTHROW(read("sweep: " + std::string(100, 'a') + "\nbase: {}\nseeds: 1\n"));
  CHECK_THROWS_AS(read("sweep: " + std::string(101, 'a') + "\nbase: {}\nseeds: 1\n"),
                  ConfigurationError);
}

}  // namespace regsweep::spec_test
