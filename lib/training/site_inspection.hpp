// Looking at sites: the tensors there before and after noise, and what the noise was, for the batch
// and the masks of one training step.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "core/records.hpp"
#include "data/dataset.hpp"
#include "models/model.hpp"

namespace regsweep {

/// The noise of each site of a canonical configuration; that of the site called `without` is muted.
SiteNoises noises_for(const Value& configuration, std::uint32_t seed, std::int64_t steps,
                      const std::string& without = "");

/// The sites that `wanted` names: sites themselves, families (`attention` is that of every block),
/// or "all". ConfigurationError with a suggestion for another name.
std::vector<Site> chosen_sites(const Value& model, const std::vector<std::string>& wanted);

struct InspectionRequest {
  std::vector<Site> sites;
  std::int64_t step = 0;      // 0-based: its batch and its masks
  std::int64_t examples = 4;  // the first so many of the batch
};

/// Groups `<site>/` with arrays `before`, `after` and, where there is noise, `multiplier` (scale
/// included) and `addend`; beside them `tokens` or `features`, and `logits`, the outputs under the
/// noise. Branches (`*_output`, `*_path`) are shown with the noise of both.
Group inspect_sites(const Value& configuration, std::uint32_t seed,
                    std::shared_ptr<const Dataset> data, const Flat& weights,
                    const InspectionRequest& request);

}  // namespace regsweep
