// Standing: where each trial of a plan stands, by the files of its directory and nothing else.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "execution/directory/sweep_directory.hpp"

namespace regsweep {

/// finished: its file verifies. failed: for good, after largest_attempts. running: claimed by a
/// process that may live. left: none of these.
enum class TrialState { finished, failed, running, left };

/// Nobody will train it any more.
inline bool is_settled(TrialState state) {
  return state == TrialState::finished || state == TrialState::failed;
}

/// The state of every trial of a plan, in its order.
struct Standing {
  std::vector<TrialState> states;
  std::int64_t damaged = 0;  // files that do not verify: counted as left

  std::int64_t count(TrialState state) const;
};

/// The metric that was frozen with the plan, "test.error"; empty when it names none.
std::string primary_metric(const Plan& plan);

/// The metric of which people are shown a variant's numbers: the primary one, and of a variant that
/// tunes the one by which settings are chosen, since nobody may look at test numbers before.
std::string shown_metric(const Plan& plan, const Variant& variant);

/// The same of a plan: that of its results, or of its tuning as long as it has nothing else.
/// trials.index keeps the values of this one.
std::string shown_metric(const Plan& plan);

/// Whether a variant gives results; others serve to choose.
inline bool is_result(const Variant& variant) { return variant.stage.empty(); }

/// A trial is finished iff its file verifies against its digest, now or when trials.index was made
/// from it.
Standing standing(const Plan& plan, const SweepDirectory& directory);

}  // namespace regsweep
