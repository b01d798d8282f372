#include "kept_parameters.hpp"

#include <fmt/format.h>

#include <map>

#include "command.hpp"

namespace regsweep {
namespace {

std::filesystem::path trial_file(const std::string& named, const TrialChoice& choice) {
  if (std::filesystem::is_directory(named)) {
    const SweepDirectory directory(named);
    return directory.trial(choice.of(directory.read_plan()).id);
  }
  if (choice.by_variant_or_seed()) {
    throw ConfigurationError(fmt::format(
        "--variant and --seed name a trial of a sweep's directory, and {} is none; leave them out, "
        "or give the directory (the seed of a text is --text-seed)",
        named));
  }
  return named;
}

}  // namespace

void KeptParameters::add_to(CLI::App& command, const std::string& step_option) {
  command
      .add_option("trial", trial,
                  "file of a finished trial that kept its parameters (training.save_parameters), "
                  "or its sweep's directory with --variant and --seed")
      ->required()
      ->type_name("TRIAL");
  choice.add_to(command);
  command
      .add_option(step_option, step,
                  "use the parameters kept after so many steps; default: those of the trial's "
                  "final numbers, else the last")
      ->type_name("N");
  const std::map<std::string, WhichParameters> words{{"evaluated", WhichParameters::evaluated},
                                                     {"trained", WhichParameters::trained}};
  command
      .add_option(
          "--parameters", which,
          "with weight averaging: the average, which was evaluated, or the weights that were "
          "trained; default: evaluated")
      ->type_name("WHICH")
      ->transform(CLI::CheckedTransformer(words));
}

TrainedTrial KeptParameters::read() const {
  TrainedTrial read = read_trained_trial(trial_file(trial, choice), step, which);
  if (!step && read.step != read.final_step) {
    say_note(fmt::format(
        "these parameters are those after {} steps, and the trial's final numbers are of those "
        "after {}, which it did not keep",
        read.step, read.final_step));
  }
  return read;
}

}  // namespace regsweep
