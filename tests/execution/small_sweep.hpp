// A sweep of seconds, for tests: two moons, two rates, two seeds; with a folder for it.
#pragma once

#include <filesystem>
#include <fstream>
#include <string>

#include "execution/directory/sweep_directory.hpp"
#include "execution/planning.hpp"
#include "support/scratch_folder.hpp"
#include "sweep/yaml.hpp"

namespace regsweep {

inline Plan small_plan(const std::string& steps = "40", const std::string& rates = "[0, 0.5]",
                       const std::string& seeds = "2") {
  const std::string text =
      "sweep: small\nbase:\n  data: {name: two_moons, train: 200, validation: 50, test: 100}\n"
      "  model: {kind: mlp, hidden: [8]}\n  dropout: {hidden: 0.5}\n"
      "  optimizer: {kind: sgd, learning_rate: 0.1}\n  training: {steps: " +
      steps +
      ", batch: 32}\n"
      "axes: {dropout.hidden.rate: " +
      rates + "}\nseeds: " + seeds +
      "\n"
      "analysis: {metric: test.error, baseline: {dropout.hidden.rate: " +
      rates.substr(1, rates.find_first_of(",]") - 1) + "}}\n";
  return make_plan(read_yaml(text, "small.yaml"), trial_grammar());
}

inline void write_text(const std::filesystem::path& file, const std::string& text) {
  std::ofstream(file) << text;
}

}  // namespace regsweep
