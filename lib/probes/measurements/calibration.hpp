// Calibration of probabilities: whether what is said with confidence c is right in a share c of the
// cases.
#pragma once

#include <cstdint>
#include <map>
#include <span>
#include <utility>
#include <vector>

namespace regsweep {

/// One prediction: the probability of the likeliest class, and whether that is right.
struct Confidence {
  double confidence = 0;
  bool correct = false;
};

/// Confidences that differ by no more are equal: rounding must not say which comes first.
inline constexpr double same_confidence = 1e-6;

/// Confidences of one bin: sums, to be divided by the count.
struct ConfidenceBin {
  double confidence = 0, correct = 0, count = 0;
};

/// `bins` equal bins (lo, hi] of 0 .. 1 (Guo et al. 2017, arXiv 1706.04599).
std::vector<ConfidenceBin> equal_bins(const std::vector<Confidence>& all, std::int64_t bins);

/// Bins of as equal counts as can be, of ascending confidence; equal confidences share a bin
/// (Nixon et al. 2019, arXiv 1904.01685).
std::vector<ConfidenceBin> adaptive_bins(std::vector<Confidence> all, std::int64_t bins);

/// sum_b n_b / N |accuracy_b - confidence_b|
double calibration_error(const std::vector<ConfidenceBin>& bins);

/// The mean error among the most confident n, averaged over n = 1 .. N; equal confidences share the
/// mean error of them all.
double risk_coverage_area(std::vector<Confidence> all);

/// The Brier score, mean over examples of sum_k (p_k - y_k)^2, and Murphy's parts of it over groups
/// of examples: brier = reliability - resolution + uncertainty. What probabilities and outcomes do
/// within a group is part of the reliability, so that the sum is exact.
class BrierSums {
 public:
  explicit BrierSums(std::int64_t classes);
  void add(std::int64_t group, std::span<const double> p, std::int64_t label);
  double brier() const;
  double resolution() const;   // sum_g n_g / N |o_g - o|^2, o: mean outcomes
  double uncertainty() const;  // sum_k o_k (1 - o_k)
  double reliability() const { return brier() - uncertainty() + resolution(); }

 private:
  double brier_ = 0, count_ = 0;
  std::vector<double> of_class_;  // counts
  std::map<std::int64_t, double> in_group_;
  std::map<std::pair<std::int64_t, std::int64_t>, double> outcomes_;  // by group and class
};

/// argmin over T > 0 of mean_i (log sum_k exp(z_ik / T) - z_i,label / T), for logits [n, classes];
/// between 1/1024 and 1024.
double best_temperature(std::int64_t classes, const std::vector<double>& logits,
                        const std::vector<std::int32_t>& labels);

/// The mean loss at a temperature, in nats.
double loss_at_temperature(std::int64_t classes, const std::vector<double>& logits,
                           const std::vector<std::int32_t>& labels, double temperature);

}  // namespace regsweep
