// Variances of units over examples.
#pragma once

#include <cstdint>
#include <vector>

#include "tensor/tensor.hpp"

namespace regsweep {

/// Sums over examples of units, piece by piece.
class UnitVariances {
 public:
  explicit UnitVariances(std::int64_t units);

  /// h [rows, units].
  void add(std::int64_t rows, const real* h);

  /// The biased variance of each unit over the rows so far, mean over units; nan without rows.
  double mean() const;

 private:
  std::vector<double> sums_, squares_;  // [units]
  std::int64_t rows_ = 0;
};

}  // namespace regsweep
