// Conditions: which cells exclude and the baseline pick.
#include "sweep/conditions.hpp"

#include <catch2/catch.hpp>

#include "fake_grammar.hpp"

namespace regsweep::conditions_test {

std::vector<Block> blocks() {
  return read_axes(
      read_yaml("dropout.hidden: [0, 0.5]\nvariants: {none: {}, decay: {rules.decay: 0.1}}\n",
                "axes"),
      fake::schema());
}

Conditions conditions(const std::string& yaml) {
  return Conditions(read_yaml(yaml, "f"), "exclude", blocks(), fake::schema());
}

Cell cell(double rate, bool decay) {
  Cell made{{Member{"dropout.hidden.rate", Value(rate), {}},
             Member{"variants", Value(decay ? "decay" : "none"), {}}},
            read_yaml("model: {kind: mlp}\noptimizer: {kind: sgd, learning_rate: 0.1}\n", "base"),
            {}};
  assign(made.configuration, Assignment{{"dropout", "hidden", "rate"}, Value(rate), {}});
  if (decay) assign(made.configuration, Assignment{{"rules", "decay", "rate"}, Value(0.1), {}});
  return made;
}

// Which of the four cells (rate 0 and 0.5, without and with decay) match.
std::string matching(const std::string& yaml) {
  Conditions all = conditions(yaml);
  std::string found;
  for (const double rate : {0.0, 0.5}) {
    for (const bool decay : {false, true}) found += all.match(cell(rate, decay)) ? '1' : '0';
  }
  all.refuse_vain();
  return found;
}

TEST_CASE("conditions hold together, by axis, by path, and as numbers") {
  CHECK(matching("{dropout.hidden: 0}") == "1100");
  CHECK(matching("{dropout.hidden.rate: 0.0}") == "1100");
  CHECK(matching("{variants: decay}") == "0101");
  CHECK(matching("{variants: none, dropout.hidden: 5e-1}") == "0010");
}

TEST_CASE("null picks the cells in which a setting is absent, and absent is 0 of a main field") {
  CHECK(matching("{rules.decay: null}") == "1010");
  const Plan plan = fake::plan(
      "axes: {rules.decay: [null, 3], data.train: [1, 2]}\nexclude: [{rules.decay: null, "
      "data.train: 2}]\nseeds: 1\nanalysis: {baseline: {rules.decay: 0}}\n");
  CHECK(fake::labels(plan) ==
        std::vector<std::string>{"decay null, train 1", "decay 3, train 1", "decay 3, train 2"});
  CHECK(plan.analysis.at("baseline_variant") == Value(0));
  CHECK_THROWS_WITH(
      fake::plan("axes: {data.train: [1, 2]}\nexclude: [{rules.decay: null}]\nseeds: 1\n"),
      Catch::Contains("exclude names rules.decay.rate, which is set nowhere in this sweep"));
}

TEST_CASE("a field that the cell does not set compares by its default") {
  CHECK(matching("{optimizer.momentum: 0, variants: decay}") == "0101");
  CHECK(matching("{optimizer.learning_rate: 0.1}") == "1111");
}

TEST_CASE("a section that a cell leaves out is 0 in its main field") {
  CHECK(matching("{rules.decay: 0}") == "1010");
  CHECK(matching("{rules.decay: 0.1}") == "0101");
  CHECK(matching("{rules.decay: {rate: 0.1}}") == "0101");
}

TEST_CASE("what no cell sets cannot be meant, even when it would compare as 0") {
  CHECK_THROWS_WITH(matching("{dropout.hiden: 0}"),
                    "f:1:2: exclude names dropout.hiden.rate, which is set nowhere in this sweep; "
                    "did you mean 'dropout.hidden.rate'?");
}

TEST_CASE("conditions that match nothing list the values that they could have") {
  CHECK_THROWS_WITH(matching("{optimizer.momentum: 0.5}"),
                    "f:1:2: exclude matches nothing: no cell has optimizer.momentum = 0.5; give "
                    "one of its values: 0");
  CHECK_THROWS_WITH(conditions("{}"),
                    "f:1:1: exclude is empty, but it must be a map of settings; write for example "
                    "{dropout.hidden: 0}");
  CHECK_THROWS_WITH(conditions("5"),
                    "f:1:1: exclude is an integer (5), but it must be a map of settings; write for "
                    "example {dropout.hidden: 0}");
}

}  // namespace regsweep::conditions_test
