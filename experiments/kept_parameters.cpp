#include "kept_parameters.hpp"

#include <fmt/format.h>

#include <map>

#include "command.hpp"

namespace regsweep {

void KeptParameters::add_to(CLI::App& command, const std::string& step_option) {
  command
      .add_option("TRIAL", trial,
                  "file of a finished trial that kept its parameters (training.save_parameters)")
      ->required();
  command.add_option(step_option, step,
                     "use the parameters kept after so many steps (default: those of the trial's "
                     "final numbers, else the last)");
  const std::map<std::string, WhichParameters> words{{"evaluated", WhichParameters::evaluated},
                                                     {"trained", WhichParameters::trained}};
  command
      .add_option("--parameters", which,
                  "with weight averaging: the average, which was `evaluated` (default), or the "
                  "weights that were `trained`")
      ->transform(CLI::CheckedTransformer(words));
}

TrainedTrial KeptParameters::read() const {
  TrainedTrial read = read_trained_trial(trial, step, which);
  if (!step && read.step != read.final_step) {
    say_note(fmt::format(
        "these parameters are those after {} steps, and the trial's final numbers are of those "
        "after {}, which it did not keep",
        read.step, read.final_step));
  }
  return read;
}

}  // namespace regsweep
