// Numbers of single units: how sparse they are, which are dormant, how unequal their importance.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "tensor/tensor.hpp"

namespace regsweep {

/// What the units of one layer did, over rows of activations h.
class UnitSums {
 public:
  explicit UnitSums(std::int64_t units);

  /// h [rows, units]
  void add(std::int64_t rows, const real* h);

  double dead_share() const;               // units with max |h| = 0
  double dormant_share(double tau) const;  // units with s <= tau, s = E|h| / mean of E|h|
  double always_on_share() const;          // units with h > 0 in more than 99 % of the rows
  double mean_activation() const;          // of h
  double zero_share() const;               // of all |h| < 1e-6
  double hoyer_sparsity() const;           // mean over the rows that are not all 0; nan: none

 private:
  std::int64_t rows_ = 0, sparse_rows_ = 0;
  double zeros_ = 0, hoyer_ = 0;
  std::vector<double> sums_, absolute_, largest_, positive_;  // [unit]
};

/// (sqrt n - |x|_1 / |x|_2) / (sqrt n - 1) (Hoyer 2004): 1 of one number alone, 0 of equal ones;
/// nan of zeros and of a single number.
double hoyer_of(std::span<const double> x);

/// How unequal the importance of n units is.
struct Dominance {
  double gini = 0;       // sum_i (2 i - n - 1) x_(i) / (n sum x), i = 1 .. n ascending
  double top_share = 0;  // of sum x: the first 1 % of the units, at least one
  double largest = 0;    // of sum x: the first unit
  double negative = 0;   // share of units with x < 0
};

/// Of x, with the units in the order of `ranked_by`, ascending: where both measure the same with
/// independent errors, the errors of x do not look like inequality. nan where sum x <= 0.
Dominance dominance_of(const std::vector<double>& x, const std::vector<double>& ranked_by);

}  // namespace regsweep
