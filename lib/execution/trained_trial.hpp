// A finished trial to be used again: its configuration, seed and kept parameters, from its file.
#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/records.hpp"
#include "data/dataset.hpp"
#include "models/model.hpp"
#include "sweep/data_file.hpp"

namespace regsweep {

/// Which parameters of a step: those that were evaluated, or those that training went on with.
/// They differ only with a rule that evaluates an average of the weights.
enum class WhichParameters { evaluated, trained };

struct TrainedTrial {
  std::filesystem::path file;
  Value configuration;
  std::uint32_t seed = 0;
  std::int64_t step = 0;        // after which the parameters were kept
  std::int64_t final_step = 0;  // that of the trial's final numbers
  Group parameters;
  std::vector<DataFile> files;  // of its data, where they were when it was trained
};

/// Reads the file of a trial and the parameters kept after `step` steps (default: those of the
/// final numbers, else the last ones that were kept). StorageError when the file is no finished
/// trial or kept no such parameters, or when a program of before kept others than those that were
/// evaluated.
TrainedTrial read_trained_trial(const std::filesystem::path& file, std::optional<std::int64_t> step,
                                WhichParameters which = WhichParameters::evaluated);

/// After how many steps the weights of a trial's final numbers are.
std::int64_t final_step_of(const Group& trial);

/// The model of a trial, with its noise: what evaluation computes depends on the noise (scaling
/// inference).
std::unique_ptr<Model> model_of(const TrainedTrial& trial, const Dataset& data);

/// The data that a trial was trained on: its files are looked for where its sweep's plan, beside
/// it, and its own file have them. DataError, naming file, plan and remedy, when they have changed
/// or are missing.
Dataset load_data_of(const TrainedTrial& trial);

/// What to say of a trial whose file does not tell what its data held; empty when it does.
std::string unproven_note(const TrainedTrial& trial);

/// The parameters in the layout of a model; StorageError when one is missing or has another shape.
Flat weights_of(const TrainedTrial& trial, const ParameterLayout& layout);

}  // namespace regsweep
