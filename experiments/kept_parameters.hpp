// The parameters of a finished trial as a command names them: TRIAL, after which step, and which.
#pragma once

#include <CLI/CLI.hpp>
#include <optional>
#include <string>

#include "execution/trained_trial.hpp"
#include "trial_choice.hpp"

namespace regsweep {

struct KeptParameters {
  std::string trial;   // a file, or the directory of a sweep
  TrialChoice choice;  // in that directory
  std::optional<std::int64_t> step;
  WhichParameters which = WhichParameters::evaluated;

  /// TRIAL, --variant, --seed, `step_option` and --parameters.
  void add_to(CLI::App& command, const std::string& step_option);

  /// Reads them; says on stderr when they are not those of the trial's final numbers.
  TrainedTrial read() const;
};

}  // namespace regsweep
