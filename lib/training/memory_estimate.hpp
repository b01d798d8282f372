// Estimated memory of a trial, from its configuration and the sizes of its data alone: what must be
// free before it starts.
//
//   loading   the program, and the data as they are read and arranged (at most three times their
//             size)
//   training  the program, the data, the arrays as long as the weights (model, optimizer, rules,
//             kept weights), activations, noise
//   saving    training, and a checkpoint or result: copied, and once more as a file in memory that
//             doubles when it grows
//
// Workers of a machine may share the data (data/shared_dataset.hpp): then each needs only its own
// labels and tokens. Not counted: files that are read before a part is chosen (60,000 images:
// 50 MB), and what observers keep.
#pragma once

#include <algorithm>
#include <cstdint>
#include <map>
#include <string>

#include "core/value.hpp"
#include "data/dataset.hpp"

namespace regsweep {

/// Bytes.
struct MemoryEstimate {
  std::int64_t program = 0;
  // copied: labels, targets and tokens, of which each worker has its own though features are shared
  std::int64_t data = 0, copied = 0;
  // Arrays as long as the weights; kept: training.save_parameters.
  std::int64_t model = 0, optimizer = 0, rules = 0, kept = 0;
  std::int64_t batch = 0, activations = 0, noise = 0;
  std::int64_t probes = 0;     // of the largest measurement
  std::int64_t products = 0;   // what they keep between calls, beside their factors
  std::int64_t momentary = 0;  // while the first weights are drawn
  std::int64_t saved = 0;      // the arrays of a checkpoint or result

  /// What loading the data takes at its peak.
  std::int64_t loading() const { return 3 * data; }
  /// What a trainer has beside its data while the first weights are drawn, before its rules begin;
  /// and in its steps.
  std::int64_t drawing() const { return model + optimizer + products + batch + momentary; }
  std::int64_t stepping() const {
    return model + optimizer + products + batch + rules + kept + activations + noise + probes;
  }
  std::int64_t beside_data() const { return program + std::max(drawing(), stepping() + 4 * saved); }
  /// Of a worker that loads its data itself; of one that maps a copy that others share.
  std::int64_t alone() const { return std::max(program + loading(), data + beside_data()); }
  std::int64_t sharing() const { return copied + beside_data(); }
};

/// `probes`: what checked_probes returned.
MemoryEstimate estimate_memory(const Value& canonical, const DatasetFacts& facts,
                               const Value& probes = {});

/// Estimates of many trials, which have few datasets: the facts of each are looked up once.
class MemoryEstimates {
 public:
  explicit MemoryEstimates(Value probes = {}) : probes_(std::move(probes)) {}

  /// DataError when the data are not here.
  MemoryEstimate of(const Value& canonical);

 private:
  Value probes_;
  std::map<std::string, DatasetFacts> known_;  // by the canonical data map
};

}  // namespace regsweep
