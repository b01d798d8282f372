// How much the units of a layer depend on each other: correlation, spread of their variance over
// directions, similarity of random halves.
#pragma once

#include <cstdint>
#include <vector>

#include "tensor/tensor.hpp"

namespace regsweep {

/// Sums of activations h [rows, units] about a fixed centre: what covariances are made of.
class Covariance {
 public:
  /// centre [units]: the means, of an earlier pass.
  explicit Covariance(std::vector<double> centre);

  void add(std::int64_t rows, const real* h);

  /// sum_i (h_i - centre) (h_i - centre)', [units, units]
  const std::vector<double>& sums() const { return sums_; }
  std::int64_t units() const { return static_cast<std::int64_t>(centre_.size()); }

  /// The rows of the last add(), centred.
  const Buffer& centred() const { return centred_; }

 private:
  std::vector<double> centre_, sums_;
  Buffer centred_, product_;
};

/// mean over pairs i != j of |corr(h_i, h_j)|, of units with variance; nan: fewer than two have it.
double mean_correlation(std::int64_t units, const std::vector<double>& covariance);

/// Of singular values s: exp(-sum p log p), p = s / sum s (Roy & Vetterli 2007); and of their
/// squares l: (sum l)^2 / sum l^2. nan where all are 0.
double effective_rank(const std::vector<double>& singular_values);
double participation_ratio(const std::vector<double>& eigenvalues);

/// Debiased linear CKA (Kornblith et al. 2019, arXiv 1905.00414) of X and Y over n > 3 rows that
/// are centred: each of three products ||Y'X||_F^2 less n / (n - 2) sum_i |x_i|^2 |y_i|^2, more
/// |X|^2 |Y|^2 / ((n - 1) (n - 2)).
struct CkaSums {
  double xy = 0, xx = 0, yy = 0;                 // ||Y'X||_F^2, ||X'X||_F^2, ||Y'Y||_F^2
  double rows_xy = 0, rows_xx = 0, rows_yy = 0;  // sum_i |x_i|^2 |y_i|^2, ...
  double x = 0, y = 0;                           // |X|^2, |Y|^2
  std::int64_t n = 0;
  double plain() const;
  double debiased() const;
};

}  // namespace regsweep
