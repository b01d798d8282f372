// Numbers of rows of attention weights: how a head spreads its attention.
#pragma once

#include <cstdint>
#include <vector>

#include "tensor/tensor.hpp"

namespace regsweep {

/// -sum p log p of n weights, in nats.
double entropy_of(std::int64_t n, const real* weights);

/// Jensen-Shannon divergence of two rows of n weights: H((p + q) / 2) - (H(p) + H(q)) / 2.
double jensen_shannon_of(std::int64_t n, const real* p, const real* q);

/// Sums over the rows of one head from the second row on: row i has the keys 0 .. i.
class AttentionSums {
 public:
  /// weights [i + 1] of row i >= 1.
  void add_row(std::int64_t i, const real* weights);

  double entropy() const { return entropy_ / rows_; }
  double normalized_entropy() const { return normalized_ / rows_; }  // by log of the keys allowed
  double max_weight() const { return largest_ / rows_; }
  double confident_share() const { return confident_ / rows_; }  // rows with a weight over 0.9
  double effective_context() const { return context_ / rows_; }  // exp(entropy)
  double mass_on_self() const { return self_ / rows_; }
  double mass_on_previous() const { return previous_ / rows_; }
  double mass_on_first() const { return first_ / rows_; }

 private:
  double rows_ = 0, entropy_ = 0, normalized_ = 0, largest_ = 0, confident_ = 0, context_ = 0,
         self_ = 0, previous_ = 0, first_ = 0;
};

/// Correlation of x and y within groups: of their differences from the means of their group.
class CorrelationWithin {
 public:
  void add(std::size_t group, double x, double y);
  double value() const;  // nan where one of them does not vary

 private:
  struct Sums {
    double n = 0, x = 0, y = 0, xx = 0, xy = 0, yy = 0;
  };
  std::vector<Sums> groups_;
};

}  // namespace regsweep
