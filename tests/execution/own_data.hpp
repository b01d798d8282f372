// A sweep on a table of one's own, for tests of what happens to the table: a YAML and a CSV file in
// a folder, and its plan.
#pragma once

#include <string>

#include "execution/directory/data_files.hpp"
#include "execution/planning.hpp"
#include "small_sweep.hpp"

namespace regsweep {

/// A table of 60 rows; other targets for another `scale`.
inline std::string table_text(int scale = 1) {
  std::string text = "a,b,y\n";
  for (int i = 0; i < 60; ++i) {
    text += std::to_string(i % 7) + "," + std::to_string(i % 11) + "," +
            std::to_string(scale * (i % 7 - 2 * (i % 11))) + "\n";
  }
  return text;
}

inline std::string own_yaml(const std::string& path) {
  return "sweep: own\nbase:\n  data: {name: csv, path: '" + path +
         "'}\n"
         "  model: {kind: mlp, hidden: [4]}\n"
         "  optimizer: {kind: sgd, learning_rate: 0.01}\n  training: {steps: 5, batch: 16}\n"
         "axes: {dropout.hidden.rate: [0, 0.5]}\nseeds: 2\n"
         "analysis: {metric: test.rmse, baseline: {dropout.hidden.rate: 0}}\n";
}

/// The plan of FOLDER/own.yaml, written here, for the directory FOLDER/sweep.
inline Plan own_plan(const std::filesystem::path& folder, const std::string& path) {
  const std::filesystem::path yaml = folder / "own.yaml";
  write_text(yaml, own_yaml(path));
  DataIndex index;
  FilesOfYaml files(yaml, index);
  Plan plan = make_plan(read_yaml(own_yaml(path), "own.yaml"), trial_grammar(files));
  plan.files = files.files_of(plan, folder / "sweep");
  plan.provenance = Value(Map{});
  plan.provenance.set("sweep_yaml", Value(yaml.string()));
  plan.provenance.set("sweep_directory", Value((folder / "sweep").string()));
  return plan;
}

inline std::vector<std::string> ids_of(const Plan& plan) {
  std::vector<std::string> ids;
  for (const PlannedTrial& trial : plan.trials) ids.push_back(trial.id);
  return ids;
}

}  // namespace regsweep
