// The fake grammar with metrics of a validation part, and a tuned comparison of two arms.
#pragma once

#include <string>

#include "fake_grammar.hpp"

namespace regsweep::fake {

inline TrialGrammar tuned_grammar() {
  TrialGrammar made = grammar();
  made.metrics = {"test.error", "validation.error", "validation.loss", "validation.likelihood"};
  made.higher_is_better = [](const std::string& metric) {
    return metric == "validation.likelihood";
  };
  return made;
}

/// Arms none and dropout; `tune` adds lines to the block.
inline Plan tuned_plan(const std::string& tune = "", const std::string& by = "validation.error") {
  return make_plan(
      read_yaml("sweep: tuned\nbase: {data: {name: moons}, model: {kind: mlp}}\n"
                "axes: {variants: {none: {}, dropout: {}}}\n"
                "tune:\n  budget: 3\n  by: " +
                    by +
                    "\n  search: {optimizer.learning_rate: {log: [0.01, 1]}}\n"
                    "  also: {dropout: {dropout.hidden: {uniform: [0, 0.8]}}}\n" +
                    tune +
                    "seeds: [4, 9, 2]\nanalysis: {metric: test.error, baseline: {variants: "
                    "dropout}}\n",
                "tuned.yaml"),
      tuned_grammar());
}

}  // namespace regsweep::fake
