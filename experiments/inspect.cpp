// `regsweep inspect TRIAL --sites attention,...`: the tensors at sites, before and after noise, to
// an HDF5 file.
#include <fmt/format.h>

#include "command.hpp"
#include "core/text.hpp"
#include "data/dataset.hpp"
#include "evaluation/site_noises.hpp"
#include "execution/display/terminal.hpp"
#include "kept_parameters.hpp"
#include "results/publish.hpp"
#include "results/tree_file.hpp"
#include "training/site_inspection.hpp"

namespace regsweep {
namespace {

struct InspectArguments {
  KeptParameters parameters;
  std::string out;
  std::vector<std::string> sites{"all"};
  std::optional<std::int64_t> step;
  std::int64_t examples = 4;
};

std::filesystem::path out_of(const InspectArguments& arguments, const TrainedTrial& trial) {
  if (!arguments.out.empty()) return arguments.out;
  return trial.file.stem().string() + ".inspection.h5";
}

ExitCode inspect(const InspectArguments& arguments) {
  const TrainedTrial trial = arguments.parameters.read();
  const auto data = std::make_shared<const Dataset>(load_data_of(trial));
  say_note(unproven_note(trial));
  const auto model = model_of(trial, *data);
  InspectionRequest request{chosen_sites(trial.configuration.at("model"), arguments.sites),
                            arguments.step.value_or(trial.step), arguments.examples};
  Group tensors = inspect_sites(trial_of(trial.configuration), trial.seed, data,
                                weights_of(trial, model->layout()), request);
  tensors.set_attribute("trial", Value(trial.file.stem().string()));
  tensors.set_attribute("parameters_after_steps", Value(trial.step));
  tensors.set_attribute("batch_and_masks_of_step", Value(request.step));
  const std::filesystem::path out = out_of(arguments, trial);
  publish(out, hdf5_image(tensors));
  for (const Group& site : tensors.groups) {
    fmt::print("{:<36} [{}]{}\n", site.name, fmt::join(site.arrays[0].shape, ", "),
               site.array("multiplier") != nullptr ? "" : "  no noise here");
  }
  fmt::print("{} of {} -> {}\n", counted(tensors.groups.size(), "site"),
             counted(tensors.arrays[0].shape[0], "example"), terminal_of(1).bold(shown_path(out)));
  return ExitCode::done;
}

}  // namespace

void add_inspect(CLI::App& program, Action& chosen) {
  CLI::App* command = program.add_subcommand(
      "inspect", "Write the tensors at sites, before and after noise, to an HDF5 file");
  command->footer(
      "regsweep inspect results/textbook-claims-attention --variant \"attention 0.1, ffn 0\" "
      "--seed 0 "
      "--sites attention");
  const auto arguments = std::make_shared<InspectArguments>();
  arguments->parameters.add_to(*command, "--kept");
  command
      ->add_option("--sites", arguments->sites,
                   "sites or families, separated by commas; default: all")
      ->type_name("NAMES")
      ->delimiter(',');
  command
      ->add_option("--examples", arguments->examples, "how many examples of the batch; default: 4")
      ->type_name("N")
      ->check(CLI::Range(1, 100000));
  command
      ->add_option("--step", arguments->step,
                   "batch and masks of this step; default: the one after the parameters were kept")
      ->type_name("N");
  command
      ->add_option("--out", arguments->out,
                   "file to write; default: <trial>.inspection.h5 in this folder")
      ->type_name("FILE");
  command->callback([arguments, &chosen] { chosen = [arguments] { return inspect(*arguments); }; });
}

}  // namespace regsweep
