// Monte-Carlo evaluation: the mean of several passes with noise (MC dropout; Gal & Ghahramani 2016,
// arXiv 1506.02142), beside the evaluation without noise. In YAML, evaluation: {monte_carlo:
// <passes>}.
//
//   classes     p = mean_k softmax(z_k);  loss = -log p[label], error: the largest p is not the
//   label's regression  y = mean_k y_k;  rmse of y;  predictive variance = 1 / precision + mean_k
//   y_k^2 - y^2;
//               log-likelihood of an answer t with D numbers = log mean_k exp(-precision / 2 ||t -
//               y_k||^2) + D / 2 log(precision / (2 pi))
//
// Pass k = 0, 1, ... of an evaluation after `step` optimizer steps has the masks of (seed, site,
// step, pass 2 + k); an example's row is its place in the part. So numbers depend neither on the
// pieces of an evaluation nor on earlier evaluations. Rates are those scheduled for that step.
#pragma once

#include <string>
#include <vector>

#include "training/evaluation.hpp"
#include "training/evaluation_options.hpp"
#include "training/history.hpp"

namespace regsweep {

/// Sums over the answers of a part.
struct MonteCarloSums {
  double loss = 0, errors = 0;  // of classes
  double squared_error = 0, variance = 0,
         log_likelihood =
             0;  // of a regression, in units of the data; the first two averaged over outputs
  std::int64_t count = 0;
};

MonteCarloSums evaluate_monte_carlo(Model& model, const Flat& weights, const Dataset& data,
                                    const Split& part, std::int64_t count, std::uint32_t step,
                                    const EvaluationOptions& options);

/// The columns that such sums become, for the validation and the test part, in the order in which
/// add_monte_carlo appends them.
std::vector<Metric> monte_carlo_metrics(Task task, const EvaluationOptions& options);
void add_monte_carlo(Task task, const EvaluationOptions& options, const MonteCarloSums& sums,
                     std::vector<double>& row);

}  // namespace regsweep
