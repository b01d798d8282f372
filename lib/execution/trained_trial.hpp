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

struct TrainedTrial {
  std::filesystem::path file;
  Value configuration;
  std::uint32_t seed = 0;
  std::int64_t step = 0;  // after which the parameters were kept
  Group parameters;
  std::vector<DataFile> files;  // of its data, where they were when it was trained
};

/// Reads the file of a trial and the parameters kept after `step` steps (default: the last ones
/// that were kept). StorageError when the file is no finished trial or kept no such parameters.
TrainedTrial read_trained_trial(const std::filesystem::path& file,
                                std::optional<std::int64_t> step);

/// The data that a trial was trained on: its files are looked for where its sweep's plan, beside
/// it, and its own file have them. DataError, naming file, plan and remedy, when they have changed
/// or are missing.
Dataset load_data_of(const TrainedTrial& trial);

/// What to say of a trial whose file does not tell what its data held; empty when it does.
std::string unproven_note(const TrainedTrial& trial);

/// The parameters in the layout of a model; StorageError when one is missing or has another shape.
Flat weights_of(const TrainedTrial& trial, const ParameterLayout& layout);

}  // namespace regsweep
