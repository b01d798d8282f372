// Class probabilities of every example of a part at the end of a trial, so that networks of other
// seeds can be averaged later: as float16, which has 11 significant bits.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "probes/probe_entry.hpp"

namespace regsweep {

/// The float16 nearest to x, ties to even; of at most 65504 in size. What a file of float16 holds.
float rounded_to_half(double x);

class ExampleProbabilities : public Probe {
 public:
  explicit ExampleProbabilities(std::string part) : part_(std::move(part)) {}
  void see(const Seen& seen) override;

  /// Adds to the group examples/ of a trial file.
  void finish(Group& root) const override;

  std::vector<float> probabilities;  // [example, class]
  std::vector<std::int64_t> labels;  // [example]

 private:
  std::string part_;
};

}  // namespace regsweep
