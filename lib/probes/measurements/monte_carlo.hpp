// Monte-Carlo evaluation: the mean of several passes with noise (MC dropout; Gal & Ghahramani 2016,
// arXiv 1506.02142), beside the evaluation without noise. In YAML, evaluation: {monte_carlo:
// <passes>}.
//
//   classes     p = mean_k softmax(z_k)
//               loss = -log p[label];  error: the largest p is not the label's
//   regression  y = mean_k y_k;  rmse of y
//               predictive variance = 1 / precision + mean_k y_k^2 - y^2
//               log-likelihood of a target t of D numbers
//                 = log mean_k exp(-precision / 2 ||t - y_k||^2) + D / 2 log(precision / (2 pi))
//
// Pass k = 0, 1, ... of an evaluation after `step` optimizer steps has the masks of (seed, site,
// step, pass 2 + k); an example's row is its place in the part. So numbers depend neither on the
// pieces of an evaluation nor on earlier evaluations. Rates are those scheduled for that step.
#pragma once

#include <string>
#include <vector>

#include "probes/probe_entry.hpp"

namespace regsweep {

/// Sums over the targets of a part that are not masked.
struct MonteCarloSums {
  double loss = 0, errors = 0;  // of classes
  // Of a regression, in units of the data; the first two averaged over outputs.
  double squared_error = 0, variance = 0, log_likelihood = 0;
  std::int64_t count = 0;
};

class MonteCarlo : public Probe {
 public:
  MonteCarlo(const Dataset& data, const EvaluationOptions& options, std::string part);

  std::int64_t noisy_passes() const override { return options_.passes(); }
  void see(const Seen& seen) override;
  void record(MetricRow& row) const override;
  const MonteCarloSums& sums() const { return sums_; }

 private:
  void begin(const Piece& piece);
  void add(std::int64_t pass, const Targets& targets, const real* outputs);
  void finish(const Targets& targets);
  double add_distribution(std::int64_t b, std::int32_t label);
  double add_prediction(std::int64_t b, const real* target);
  void finish_prediction(std::int64_t b, const real* target, double log_mean);

  const Dataset& data_;
  const EvaluationOptions options_;
  std::string part_;
  std::int64_t K_, rows_ = 0;
  MonteCarloSums sums_;
  std::vector<double> sum_, squares_, logs_, row_;  // [rows, K], [rows, K], [rows, passes], [K]
};

}  // namespace regsweep
