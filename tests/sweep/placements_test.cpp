// Placements: which subsets, what they are called, what they set.
#include "sweep/placements.hpp"

#include <catch2/catch.hpp>

#include "fake_grammar.hpp"

namespace regsweep::placements_test {

Block placements(const std::string& yaml) {
  return read_placements(read_yaml(yaml, "f"), fake::schema(), "placements");
}

std::vector<std::string> names(const Block& block) {
  std::vector<std::string> all;
  for (const Option& option : block.options) all.push_back(option.settings[0].text());
  return all;
}

using Names = std::vector<std::string>;

TEST_CASE("powerset: every subset, small ones first") {
  CHECK(names(placements("{of: [a, b, c], choose: powerset, rate: 0.2}")) ==
        Names{"none", "a", "b", "c", "a+b", "a+c", "b+c", "all"});
  CHECK(names(placements("{of: [a], choose: powerset, rate: 0.2}")) == Names{"none", "a"});
}

TEST_CASE("one_at_a_time begins with none, leave_one_out with all") {
  CHECK(names(placements("{of: [a, b, c], choose: one_at_a_time, rate: 0.2}")) ==
        Names{"none", "a", "b", "c"});
  CHECK(names(placements("{of: [a, b, c], choose: leave_one_out, rate: 0.2}")) ==
        Names{"all", "b+c", "a+c", "a+b"});
}

TEST_CASE("members get the noise, the others rate 0, so that base cannot put noise there unseen") {
  const Block block = placements("{of: [a, b], choose: one_at_a_time, rate: 0.2, noise: gaussian}");
  const std::vector<Assignment>& sets = block.options[1].sets;
  REQUIRE(sets.size() == 3);
  CHECK((sets[0].path() == "dropout.a.rate" && sets[0].value == Value(0.2)));
  CHECK((sets[1].path() == "dropout.a.noise" && sets[1].value == Value("gaussian")));
  CHECK((sets[2].path() == "dropout.b.rate" && sets[2].value == Value(0)));
  CHECK(sets[2].where.text() == "f:1:10");  // where b is written
}

TEST_CASE("a list of rates multiplies the subsets and is an axis of its own") {
  const Block block = placements("{of: [a, b], choose: powerset, rate: [0.1, 0.3]}");
  REQUIRE(block.axes.size() == 2);
  CHECK(block.axes[1].name == "placements.rate");
  CHECK(names(block) == Names{"none", "none", "a", "a", "b", "b", "all", "all"});
  CHECK(block.options[3].settings[1] == Value(0.3));
  CHECK(block.options[3].sets[0].value == Value(0.3));
  CHECK(placements("{of: [a], choose: powerset, rate: {range: [0.1, 0.5, 0.1]}}").options.size() ==
        10);
}

TEST_CASE("what placements refuse, beyond the broken files") {
  CHECK_THROWS_WITH(placements("{of: [a, 5], choose: powerset, rate: 0.2}"),
                    "f:1:10: placements.of contains an integer (5), but a placement is a name; "
                    "write placements: {of: [input, hidden], choose: "
                    "one_at_a_time, rate: 0.2}");
  CHECK_THROWS_WITH(
      placements("{of: [a], rate: 0.2}"),
      "f:1:1: placements.choose is missing; choose one: powerset, one_at_a_time, leave_one_out");
  CHECK_THROWS_WITH(placements("{of: [a], chose: powerset, rate: 0.2}"),
                    "f:1:11: unknown key 'chose' in placements; did you mean 'choose'?");
  CHECK_THROWS_WITH(placements("{of: [a], choose: powerset, rte: 0.2}"),
                    "f:1:29: 'rte' names no field: there is no 'rte'; did you mean 'rate'?");
  CHECK_THROWS_WITH(
      placements(
          "{of: [a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p, q], choose: powerset, rate: 0.2}"),
      "f:1:67: the powerset of 17 placements has 131,072 members; name at most 16, or choose "
      "one_at_a_time");
  Schema none;
  CHECK_THROWS_WITH(
      read_placements(read_yaml("{of: [a], choose: powerset, rate: 1}", "f"), none, "placements"),
      "f:1:1: there are no placements here: base has no map 'dropout' of them; delete the axis");
}

}  // namespace regsweep::placements_test
