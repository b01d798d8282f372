// Expansion: order of cells, exclusion, precedence of what they set, errors that name the cell.
#include "sweep/expansion.hpp"

#include <catch2/catch.hpp>

#include "fake_grammar.hpp"

namespace regsweep::expansion_test {

SweepSpec spec_of(const std::string& lines) {
  return read_spec(read_yaml("sweep: s\nbase: {model: {kind: mlp}}\nseeds: 1\n" + lines, "f"),
                   fake::grammar());
}

std::vector<std::string> cells(const std::string& lines) {
  SweepSpec spec = spec_of(lines);
  std::vector<std::string> all;
  for_each_cell(spec, [&](const Cell& cell) {
    std::string text;
    for (const Member& member : cell.settings) text += member.value.shown() + " ";
    all.push_back(text);
  });
  return all;
}

using Cells = std::vector<std::string>;

TEST_CASE("the last block runs fastest") {
  CHECK(cells("axes: {optimizer.momentum: [0, 0.5], data.train: [10, 20, 30]}") ==
        Cells{"0 10 ", "0 20 ", "0 30 ", "0.5 10 ", "0.5 20 ", "0.5 30 "});
  CHECK(cells("") == Cells{""});
}

TEST_CASE("excluded cells are left out, also when two entries exclude the same one") {
  CHECK(cells("axes: {optimizer.momentum: [0, 0.5], data.train: [10, 20]}\nexclude: "
              "[{optimizer.momentum: 0}, {data.train: 10}]\n") == Cells{"0.5 20 "});
  CHECK(cells("axes: {variants: {a: {}, b: {model.bias: false}}, data.train: [10, 20]}\nexclude: "
              "[{variants: b, data.train: 20}]\n") == Cells{"a 10 ", "a 20 ", "b 10 "});
}

TEST_CASE("a field beats the section around it, whichever block stands first") {
  SweepSpec spec = spec_of(
      "axes: {optimizer.learning_rate: [0.3], optimizer: [{kind: sgd, learning_rate: 0.1, "
      "momentum: 0.9}]}");
  for_each_cell(spec, [&](const Cell& cell) {
    CHECK(cell.configuration.at("optimizer").shown() ==
          "{kind: sgd, learning_rate: 0.3, momentum: 0.9}");
  });
}

TEST_CASE(
    "an error that the combination makes names the cell; one that stands where it is wrong does "
    "not") {
  const auto message = [](const std::string& lines) -> std::string {
    SweepSpec spec = spec_of(lines);
    try {
      for_each_cell(spec, [&](const Cell& cell) { resolve_cell(cell, spec, fake::grammar()); });
    } catch (const ConfigurationError& error) {
      return error.what();
    }
    return "";
  };
  CHECK(message("axes: {optimizer.kind: [sgd, adam], optimizer.momentum: [0.5]}") ==
        "f:4:37: unknown key 'momentum' in optimizer (kind: adam); allowed: kind, learning_rate "
        "(in the cell optimizer.kind = adam, "
        "optimizer.momentum = 0.5)");
  CHECK(message("axes: {data.train: [1, 2], dropout.hidden: [0.5, 1]}") ==
        "f:4:50: dropout.hidden.rate = 1 violates 0 <= rate < 1; give a number with 0 <= rate < 1");
  CHECK(message("axes: {dropout.hiden: [0]}") == "f:4:8: the model has no placement 'hiden'");
}

}  // namespace regsweep::expansion_test
