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

#include "core/records.hpp"
#include "evaluation/evaluation.hpp"

namespace regsweep {

/// Collects them in the order of the part. Of classes also whether the first largest logit is the
/// label's, and the softmax probability of that logit; both stay empty otherwise.
class ExampleResults : public Observer {
 public:
  explicit ExampleResults(const Dataset& data) : data_(data) {}
  void see(const Seen& seen) override;
  void see_losses(const Piece& piece, std::span<const double> losses) override;

  /// The group examples/ of a trial file; names begin with `part`, such as "test".
  Group group(const std::string& part) const;

  std::vector<double> loss, confidence;
  std::vector<std::int64_t> correct;

 private:
  const Dataset& data_;
};

}  // namespace regsweep
