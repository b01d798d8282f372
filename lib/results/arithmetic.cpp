#include "results/arithmetic.hpp"

#include <fmt/format.h>

#include <limits>
#include <map>

#include "core/text.hpp"
#include "results/trial_columns.hpp"

namespace regsweep {

double core_seconds(const Group& trial) {
  const Group* about = trial.group("provenance");
  const Array* times = about == nullptr ? nullptr : about->array("wall_time");
  const auto seconds = times == nullptr ? std::nullopt : numbers_of(*times);
  if (!seconds || seconds->empty()) return std::numeric_limits<double>::quiet_NaN();
  const Value* threads = about->attribute("blas_threads");
  const bool said = threads != nullptr && threads->is_integer();
  return seconds->back() * (said ? static_cast<double>(threads->integer()) : 1.0);
}

void ArithmeticOfTrials::add(const Group& trial) {
  const Group* about = trial.group("provenance");
  const auto text = [&](const char* key) {
    const Value* value = about == nullptr ? nullptr : about->attribute(key);
    return value == nullptr ? "unknown" : value->shown();
  };
  kernels_.push_back(text("blas_core"));
  instructions_.push_back(text("instruction_set"));
  core_seconds_.push_back(core_seconds(trial));
}

void ArithmeticOfTrials::describe(Group& provenance, const std::string& dimension) const {
  const auto rows = static_cast<std::int64_t>(kernels_.size());
  provenance.arrays.push_back({"blas_core",
                               kernels_,
                               {rows},
                               {dimension},
                               "",
                               "kernel of OpenBLAS that computed the trial"});
  provenance.arrays.push_back({"instruction_set",
                               instructions_,
                               {rows},
                               {dimension},
                               "",
                               "instruction set of the program that did"});
  provenance.arrays.push_back(
      {core_seconds_name, core_seconds_, {rows}, {dimension}, "s", core_seconds_words});
  provenance.set_attribute("mixed_bits", Value(!mixed_bits().empty()));
}

std::string ArithmeticOfTrials::mixed_bits() const {
  std::map<std::string, int> trials_of;
  for (std::size_t row = 0; row < kernels_.size(); ++row) {
    ++trials_of[fmt::format("{} with {}", kernels_[row], instructions_[row])];
  }
  if (trials_of.size() < 2) return "";
  std::string counts;
  for (const auto& [what, count] : trials_of) {
    counts += fmt::format("{}{} by {}", counts.empty() ? "" : ", ", counted(count, "trial"), what);
  }
  return fmt::format(
      "mixed bits: {}; their numbers may differ by rounding alone: pin one kernel with execution: "
      "{{blas_kernel: ...}}, or say so when you "
      "publish",
      counts);
}

}  // namespace regsweep
