// The block `tune` of a sweep: a comparison of arms, each at settings that are found for it with
// the same budget (Sivaprasad et al. 2020, "Optimizer benchmarking needs to account for
// hyperparameter tuning").
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "core/fields.hpp"
#include "sweep/grammar.hpp"
#include "sweep/halving.hpp"
#include "sweep/search_space.hpp"

namespace regsweep {

/// Replicates of tuning have these seeds and the following ones, which `seeds` may not name: what
/// is chosen is never judged by the seeds that chose it.
inline constexpr std::uint32_t first_tuning_seed = 0x80000000u;

struct TuneOptions {
  std::int64_t budget = 0;  // points for each arm
  std::int64_t seeds = 2;   // replicates of a point
  std::string by;           // what chooses: a metric of the validation part
  Sampler sampler = Sampler::random;
  std::uint32_t search_seed = 0;
  std::int64_t repeats = 1;  // searches of each arm; the next one has the next search seed

  std::vector<SearchKey> search;                       // keys of every arm
  std::map<std::string, std::vector<SearchKey>> also;  // label of an arm -> keys of that arm
  std::vector<Assignment> final_settings;              // of the second stage alone
  std::optional<Halving> halving;                      // of the first stage
  Location where;

  /// The keys of an arm: those of every arm first.
  std::vector<SearchKey> keys_of(const std::string& arm) const;
};

/// `metrics`: what may be named; only those of the validation part may choose.
Schema tune_schema(const std::vector<std::string>& metrics);

/// Checks the block. `arms`: the labels of all arms. ConfigurationError at the first mistake.
TuneOptions read_tune(const Value& given, const std::vector<std::string>& arms,
                      const TrialGrammar& grammar);

}  // namespace regsweep
