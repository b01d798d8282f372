// Results of every example of a part at the end of a trial: the second source of variance beside
// the seeds.
//
// An example of classification or regression is a row. Of sequences it is one sequence, of a
// running text a window of the model's context, and its loss is the mean over its targets that are
// not masked (nan: all are).
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "probes/probe_entry.hpp"

namespace regsweep {

/// Collects them in the order of the part. Of classes also whether the first largest logit is the
/// label's, and the softmax probability of that logit; both stay empty otherwise.
class ExampleResults : public Probe {
 public:
  ExampleResults(const Dataset& data, std::string part) : data_(data), part_(std::move(part)) {}
  void see(const Seen& seen) override;
  void see_losses(const Piece& piece, std::span<const double> losses) override;

  /// The group examples/ of a trial file; names begin with the part's, such as "test".
  void finish(Group& root) const override;

  std::vector<double> loss, confidence;
  std::vector<std::int64_t> correct;

 private:
  const Dataset& data_;
  std::string part_;
};

}  // namespace regsweep
