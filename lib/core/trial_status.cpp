#include "core/trial_status.hpp"

namespace regsweep {

std::string status_word(TrialStatus status) {
  return status == TrialStatus::diverged ? "diverged" : "done";
}

bool has_diverged(const Group& results) {
  const Value* status = results.attribute("status");
  return status != nullptr && *status == Value(status_word(TrialStatus::diverged));
}

}  // namespace regsweep
