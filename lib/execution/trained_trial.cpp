#include "execution/trained_trial.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "core/json.hpp"
#include "core/text.hpp"
#include "evaluation/site_noises.hpp"
#include "execution/directory/data_files.hpp"
#include "models/registry.hpp"
#include "regularizers/rule_entry.hpp"
#include "results/trial_file.hpp"
#include "training/batches.hpp"
#include "training/configuration.hpp"

namespace regsweep {

namespace fs = std::filesystem;

namespace {

const char* const prefix = "step_";

std::int64_t step_of(const Group& kept) {
  return parse_integer(kept.name.substr(std::string(prefix).size())).value_or(-1);
}

// The group of kept parameters that is asked for; null: nothing was kept. Programs of before kept
// the trained ones alone, under the name of the evaluated ones.
const Group* kept_of(const Group& root, const Value& configuration,
                     const std::filesystem::path& file, WhichParameters which) {
  const Group *parameters = root.group("parameters"), *trained = root.group("trained_parameters");
  if (which == WhichParameters::trained) return trained != nullptr ? trained : parameters;
  if (parameters != nullptr && trained == nullptr &&
      evaluates_other_weights(configuration.at("regularizers"))) {
    throw StorageError(
        fmt::format("{} was made by a version of regsweep that kept only the trained parameters, "
                    "not their average, which was evaluated; add --parameters trained, or plan the "
                    "sweep again and run it",
                    file.string()));
  }
  return parameters;
}

const Group& kept_after(const Group* parameters, const std::filesystem::path& file,
                        std::optional<std::int64_t> step, std::int64_t final_step) {
  if (parameters == nullptr || parameters->groups.empty()) {
    throw StorageError(
        fmt::format("{} kept no parameters; add training: {{save_parameters: [last]}} to the sweep "
                    "and run it again",
                    file.string()));
  }
  if (!step) {
    if (const Group* final = parameters->group(prefix + std::to_string(final_step))) return *final;
    return *std::max_element(
        parameters->groups.begin(), parameters->groups.end(),
        [](const Group& a, const Group& b) { return step_of(a) < step_of(b); });
  }
  if (const Group* wanted = parameters->group(prefix + std::to_string(*step))) return *wanted;
  std::vector<std::string> there;
  for (const Group& each : parameters->groups) there.push_back(std::to_string(step_of(each)));
  throw StorageError(fmt::format("{} kept no parameters after {} steps; it has those after {}",
                                 file.string(), *step, join(there, ", ")));
}

}  // namespace

std::int64_t final_step_of(const Group& root) {
  const Group* finals = root.group("final");
  const Array* restored = finals == nullptr ? nullptr : finals->array("restored.step");
  if (restored != nullptr) {
    return static_cast<std::int64_t>(std::get<std::vector<double>>(restored->data).at(0));
  }
  return root.attribute("steps")->integer();
}

TrainedTrial read_trained_trial(const std::filesystem::path& file, std::optional<std::int64_t> step,
                                WhichParameters which) {
  const Group root = read_trial(file);
  TrainedTrial trial;
  trial.file = file;
  trial.configuration = from_json(root.attribute("configuration")->text(), file.string());
  trial.seed = static_cast<std::uint32_t>(root.attribute("seed")->integer());
  trial.final_step = final_step_of(root);
  trial.parameters =
      kept_after(kept_of(root, trial.configuration, file, which), file, step, trial.final_step);
  trial.step = step_of(trial.parameters);
  const Group* made = root.group("provenance");
  const Value* files = made == nullptr ? nullptr : made->attribute("data_files");
  if (files != nullptr) trial.files = data_files_of(from_json(files->text(), file.string()));
  return trial;
}

Dataset load_data_of(const TrainedTrial& trial) {
  const SweepDirectory directory(fs::absolute(trial.file).parent_path().parent_path());
  DataIndex index(directory.data_index());
  FileOwner owner{trial.file.string(), directory.root(), ""};
  std::vector<DataFile> files = trial.files;
  if (fs::exists(directory.plan_file())) {
    const Plan plan = directory.read_plan();
    owner.name += fmt::format(" (of {})", directory.plan_file().string());
    owner.planning = planning_command(plan, directory);
    for (const DataFile& each : trial.files) {
      std::copy_if(plan.files.begin(), plan.files.end(), std::back_inserter(files),
                   [&](const DataFile& other) { return other.content == each.content; });
    }
  }
  find_files(files, owner, AbsentFiles::refused, index);
  index.save();
  return load_checked(files, trial.configuration.at("data"), index);
}

std::string unproven_note(const TrainedTrial& trial) {
  if (!has_unproven_files(trial.configuration)) return "";
  return fmt::format(
      "{} is of an earlier regsweep, which kept no trace of what its data files held; nothing "
      "shows "
      "that they hold the same now",
      trial.file.string());
}

std::unique_ptr<Model> model_of(const TrainedTrial& trial, const Dataset& data) {
  const Value& model = trial.configuration.at("model");
  const std::int64_t examples =
      examples_for(data.task, data.sequence, data.count(data.train), model_context(model));
  const TrainingOptions training = read_training(trial.configuration.at("training"));
  const std::int64_t steps = training.total_steps(examples);
  return make_model(model, data.features, data.outputs,
                    noises_for(trial.configuration, training.seed_parts(trial.seed).masks, steps));
}

Flat weights_of(const TrainedTrial& trial, const ParameterLayout& layout) {
  Flat weights(layout.size());
  for (const ParameterInfo& each : layout.all()) {
    const Array* array = trial.parameters.array(each.name);
    const auto* values = array == nullptr ? nullptr : std::get_if<std::vector<real>>(&array->data);
    if (values == nullptr || array->shape != each.shape) {
      throw StorageError(
          fmt::format("the trial's parameters have no '{}' of this model's shape; it was trained "
                      "by another version of "
                      "regsweep or in another precision",
                      each.name));
    }
    std::copy(values->begin(), values->end(), data(weights, each));
  }
  return weights;
}

}  // namespace regsweep
