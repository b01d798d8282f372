// Axes: blocks, their options and what they set. Their mistakes: tests/sweep/broken.
#include "sweep/axes.hpp"

#include <catch2/catch.hpp>

#include "fake_grammar.hpp"

namespace regsweep::axes_test {

std::vector<Block> axes(const std::string& yaml) {
  return read_axes(read_yaml(yaml, "f"), fake::schema());
}

// "optimizer.momentum=0.5 dropout.hidden.rate=0"
std::string sets(const Option& option) {
  std::string all;
  for (const Assignment& each : option.sets) all += each.path() + "=" + each.value.shown() + " ";
  return all;
}

TEST_CASE("each entry is a block, in the order of the file") {
  const std::vector<Block> blocks =
      axes("optimizer.momentum: [0, 0.5]\ndropout.hidden: {range: [0, 0.2, 0.1]}\n");
  REQUIRE(blocks.size() == 2);
  CHECK(blocks[0].axes[0].name == "optimizer.momentum");
  CHECK(blocks[1].axes[0].name == "dropout.hidden.rate");
  CHECK(blocks[1].axes[0].words ==
        std::vector<std::string>{"dropout", "hidden"});  // a label needs no "rate"
  CHECK(blocks[1].options.size() == 3);
  CHECK(sets(blocks[1].options[2]) == "dropout.hidden.rate=0.2 ");
  CHECK(blocks[1].options[2].settings[0] == Value(0.2));
  CHECK(count_cells(blocks, {}) == 6);
}

TEST_CASE("a zip is one block that moves several axes") {
  const std::vector<Block> blocks =
      axes("zip: {optimizer.learning_rate: [0.1, 0.2], data.train: {log: [10, 1000, 2]}}");
  REQUIRE(blocks.size() == 1);
  CHECK(blocks[0].axes.size() == 2);
  CHECK(blocks[0].options.size() == 2);
  CHECK(sets(blocks[0].options[1]) == "optimizer.learning_rate=0.2 data.train=1000 ");
}

TEST_CASE("named variants set any paths; none set nothing") {
  const std::vector<Block> blocks = axes(
      "variants: {none: {}, also_none:, both: {rules.decay: {rate: 1e-4}, dropout.input: 0.2}}");
  REQUIRE(blocks.size() == 1);
  CHECK(blocks[0].axes[0].name == "variants");
  CHECK(sets(blocks[0].options[0]).empty());
  CHECK(sets(blocks[0].options[1]).empty());
  CHECK(sets(blocks[0].options[2]) == "rules.decay={rate: 1e-04} dropout.input.rate=0.2 ");
  CHECK(blocks[0].options[2].settings[0] == Value("both"));
}

TEST_CASE("a list of maps holds several zips and several sets of variants") {
  const std::vector<Block> blocks = axes(
      "- {zip: {optimizer.learning_rate: [1, 2], optimizer.momentum: [0, 0.5]}, variants: {a: {}, "
      "b: {data.train: 5}}}\n"
      "- {zip: {dropout.input: [0, 0.5], dropout.hidden: [0, 0.5]}, variants: {c: {}, d: "
      "{model.bias: false}}}\n");
  REQUIRE(blocks.size() == 4);
  CHECK(blocks[1].axes[0].name == "variants");
  CHECK(blocks[3].axes[0].name == "variants.2");
  CHECK(count_cells(blocks, {}) == 16);
}

TEST_CASE("an axis over whole sections takes maps") {
  const std::vector<Block> blocks = axes("optimizer: [{kind: sgd, momentum: 0.9}, {kind: adam}]");
  CHECK(blocks[0].axes[0].name == "optimizer");
  CHECK(sets(blocks[0].options[1]) == "optimizer={kind: adam} ");
}

TEST_CASE("beside maps a plain value is short for one, and is shown as it was written") {
  const std::vector<Block> blocks =
      axes("dropout.hidden: [0, {rate: 0.5, noise: gaussian}, null, 0.37]");
  CHECK(blocks[0].axes[0].name == "dropout.hidden");
  CHECK(blocks[0].axes[0].words == std::vector<std::string>{"dropout", "hidden"});
  CHECK(sets(blocks[0].options[0]) == "dropout.hidden={rate: 0} ");
  CHECK(sets(blocks[0].options[1]) == "dropout.hidden={rate: 0.5, noise: gaussian} ");
  CHECK(sets(blocks[0].options[2]) == "dropout.hidden=null ");
  CHECK(sets(blocks[0].options[3]) == "dropout.hidden={rate: 0.37} ");
  CHECK(blocks[0].options[0].settings[0] == Value(0));
  CHECK(sets(axes("optimizer: [adam, {kind: sgd, momentum: 0.9}]")[0].options[0]) ==
        "optimizer={kind: adam} ");
  CHECK(sets(axes("zip: {rules.decay: [{rate: 1}, 2], data.train: [5, 6]}")[0].options[1]) ==
        "rules.decay={rate: 2} data.train=6 ");
  CHECK_THROWS_WITH(axes("dropout.hidden: [0, {rate: 0.5}, {rate: 0}]"),
                    Catch::Contains("has the value {rate: 0} twice"));
}

TEST_CASE("no axes are no blocks and one cell") {
  CHECK(read_axes(Value(), fake::schema()).empty());
  CHECK(count_cells({}, {}) == 1);
}

TEST_CASE("the same path twice is an error in whatever blocks it stands") {
  const std::string sentence =
      "is swept twice, first in line 1; delete one, or put both into one zip or one set of "
      "variants";
  CHECK_THROWS_WITH(
      axes("placements: {of: [input], choose: powerset, rate: 0.1}\ndropout.input: [0, 0.5]\n"),
      "f:2:1: dropout.input.rate " + sentence);
  CHECK_THROWS_WITH(axes("variants: {a: {}, b: {optimizer.momentum: 0.1}}\nzip: "
                         "{base.optimizer.momentum: [0, 0.5]}\n"),
                    "f:2:7: optimizer.momentum " + sentence);
  CHECK_THROWS_WITH(axes("zip: {dropout.input: [0, 0.5], dropout.input.rate: [0, 0.5]}"),
                    "f:1:32: zip sets dropout.input.rate twice; keep one");
  CHECK_THROWS_WITH(axes("variants: {a: {dropout.input: 0, dropout.input.rate: 0}}"),
                    "f:1:34: the variant 'a' sets dropout.input.rate twice; keep one");
}

TEST_CASE("too many cells are refused before they are made") {
  std::string yaml;
  for (const char* path :
       {"dropout.a", "dropout.b", "dropout.c", "dropout.d", "dropout.e", "dropout.f"}) {
    yaml += std::string(path) + ": {range: [0, 0.9, 0.1]}\n";
  }
  CHECK_THROWS_WITH(count_cells(axes(yaml), {}),
                    "the axes have more than 100,000 cells together; shorten them, or move some "
                    "together with zip");
}

}  // namespace regsweep::axes_test
