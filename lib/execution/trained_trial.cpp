#include "execution/trained_trial.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "core/json.hpp"
#include "core/text.hpp"
#include "results/trial_file.hpp"

namespace regsweep {
namespace {

const char* const prefix = "step_";

std::int64_t step_of(const Group& kept) {
  return parse_integer(kept.name.substr(std::string(prefix).size())).value_or(-1);
}

const Group& kept_after(const Group& root, const std::filesystem::path& file,
                        std::optional<std::int64_t> step) {
  const Group* parameters = root.group("parameters");
  if (parameters == nullptr || parameters->groups.empty()) {
    throw StorageError(
        fmt::format("{} kept no parameters; add training: {{save_parameters: [last]}} to the sweep "
                    "and run it again",
                    file.string()));
  }
  if (!step) {
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

TrainedTrial read_trained_trial(const std::filesystem::path& file,
                                std::optional<std::int64_t> step) {
  const Group root = read_trial(file);
  TrainedTrial trial;
  trial.configuration = from_json(root.attribute("configuration")->text(), file.string());
  trial.seed = static_cast<std::uint32_t>(root.attribute("seed")->integer());
  trial.parameters = kept_after(root, file, step);
  trial.step = step_of(trial.parameters);
  return trial;
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
