// `regsweep inspect`: the tensors at sites before and after noise, and what the noise was, for the
// batch and the masks of one training step.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "core/records.hpp"
#include "data/dataset.hpp"
#include "models/model.hpp"
#include "training/trial.hpp"

namespace regsweep {

struct InspectionRequest {
  std::vector<Site> sites;
  std::int64_t step = 0;      // 0-based: its batch and its masks
  std::int64_t examples = 4;  // the first so many of the batch
};

/// Groups `<site>/` with arrays `before`, `after` and, where there is noise, `multiplier` (scale
/// included) and `addend`; beside them `tokens` or `features` as the model saw them, and `logits`,
/// the outputs under the noise. Where examples are mixed, features are the mixtures, `mixing_share`
/// is the share of each example itself, and `mixing_partner` says which the other is. Branches
/// (`*_output`, `*_path`) are shown with the noise of both.
Group inspect_sites(const Trial& trial, std::uint32_t seed, std::shared_ptr<const Dataset> data,
                    const Flat& weights, const InspectionRequest& request);

}  // namespace regsweep
