// A finished trial to be used again: its configuration, seed and kept parameters, from its file.
#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <string>

#include "core/records.hpp"
#include "data/dataset.hpp"
#include "models/model.hpp"

namespace regsweep {

struct TrainedTrial {
  Value configuration;
  std::uint32_t seed = 0;
  std::int64_t step = 0;  // after which the parameters were kept
  Group parameters;
};

/// Reads the file of a trial and the parameters kept after `step` steps (default: the last ones
/// that were kept). StorageError when the file is no finished trial or kept no such parameters.
TrainedTrial read_trained_trial(const std::filesystem::path& file,
                                std::optional<std::int64_t> step);

/// The parameters in the layout of a model; StorageError when one is missing or has another shape.
Flat weights_of(const TrainedTrial& trial, const ParameterLayout& layout);

}  // namespace regsweep
