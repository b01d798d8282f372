// Averages of the predictions of sub-networks.
#pragma once

#include <cstdint>
#include <vector>

namespace regsweep {

/// Predictions of classes of several sub-networks for the same rows, as they are added one by one.
class ThinnedAverages {
 public:
  ThinnedAverages(std::int64_t rows, std::int64_t classes);

  /// log p [rows, classes] of one sub-network, which counts `weight`.
  void add(const std::vector<double>& log_p, double weight = 1);

  /// Sums over the rows with a label (>= 0) of loss and error of the averages so far: of p
  /// (arithmetic), and of p's logarithm, normalized again (geometric).
  struct Sums {
    double arithmetic_loss = 0, arithmetic_errors = 0, geometric_loss = 0, geometric_errors = 0;
  };
  Sums sums(const std::vector<std::int32_t>& labels) const;

  /// Sum over rows of H(mean p) - mean H(p): the Jensen-Shannon divergence of the sub-networks.
  double divergence(const std::vector<std::int32_t>& labels) const;

  /// Sum over rows of the probability that two different ones choose other classes. Of equal
  /// weights.
  double disagreement(const std::vector<std::int32_t>& labels) const;

 private:
  std::int64_t classes_;
  double weight_ = 0, networks_ = 0;
  std::vector<double> p_, log_p_, entropy_, votes_;  // sums; [rows, classes], entropy [rows]
};

}  // namespace regsweep
