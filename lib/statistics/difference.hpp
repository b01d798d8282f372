// The difference of two variants over seeds, with its standard error: what intervals and verdicts
// are made of. analysis/statistics.py has the same, for people to read.
//
//   pairs    d_i = a_i - b_i of equal seeds: mean(d), error s_d / sqrt(n), v = n - 1
//   groups   mean(a) - mean(b), error^2 = s_a^2 / n_a + s_b^2 / n_b and Satterthwaite's v (Welch)
#pragma once

#include <vector>

namespace regsweep {

struct Difference {
  std::size_t count = 0;  // pairs, or values of the smaller group
  double mean = 0;        // NaN without any
  double error = 0;       // standard error; NaN where there is no test: fewer than two values, or
                          // values without spread, which say nothing about other seeds
  double freedom = 0;     // degrees of freedom of its t distribution
  double effective = 0;   // pairs, or n_a n_b / (n_a + n_b)

  bool is_testable() const;
  /// Two-sided p of being 0; 1 where there is no test.
  double p_value() const;
};

/// a, b: values of the same seeds, of one length.
Difference paired_difference(const std::vector<double>& a, const std::vector<double>& b);

/// Of independent groups, whose variances may differ.
Difference welch_difference(const std::vector<double>& a, const std::vector<double>& b);

}  // namespace regsweep
