// What became of every example of a part at the end: the second source of variance beside the
// seeds.
//
// An example of classification or regression is a row; of sequences it is one sequence, of a
// running text a window of the model's context, and its loss is the mean over what is asked in it
// (nan: nothing is).
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/records.hpp"
#include "training/evaluation.hpp"

namespace regsweep {

/// Collects them in the order of the part. Of classes also whether the first largest logit is the
/// label's, and the softmax probability of that logit; both stay empty otherwise.
class ExampleResults : public EvaluationWatcher {
 public:
  explicit ExampleResults(const Dataset& data) : data_(data) {}
  void before_losses(std::int64_t rows, std::int64_t time, const Answers& answers,
                     const real* outputs) override;
  void after_losses(std::int64_t rows, std::int64_t time, const std::int32_t* labels,
                    const double* losses) override;

  /// The group examples/ of a trial file; names begin with `part`, such as "test".
  Group group(const std::string& part) const;

  std::vector<double> loss, confidence;
  std::vector<std::int64_t> correct;

 private:
  const Dataset& data_;
};

}  // namespace regsweep
