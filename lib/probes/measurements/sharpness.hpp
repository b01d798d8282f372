// Curvature of a loss by differences of its gradients.
#pragma once

#include <cstdint>
#include <functional>
#include <vector>

namespace regsweep {

/// The gradient of a loss at the trained weights moved by `step` along `direction`.
using GradientAt =
    std::function<std::vector<double>(const std::vector<double>& direction, double step)>;

/// A number and how far it may be wrong: the change when the step of the differences is doubled.
struct Curvature {
  double value = 0, error = 0;

  /// nan where the error exceeds the value.
  double trusted() const;
};

/// Hv = (g(w + e v) - g(w - e v)) / 2e, for a unit vector v.
std::vector<double> hessian_product(const GradientAt& gradient, const std::vector<double>& v,
                                    double step);

/// The eigenvalue of the largest size, by so many power iterations from `start`; 2 gradients each,
/// and 2 more for the error.
Curvature largest_eigenvalue(const GradientAt& gradient, std::vector<double> start, double step,
                             std::int64_t iterations);

/// mean of v'Hv over the vectors (of entries -1 and 1: Hutchinson's estimate of the trace), and its
/// standard error.
struct TraceEstimate {
  double mean = 0, standard_error = 0;
};
TraceEstimate trace_estimate(const GradientAt& gradient,
                             const std::vector<std::vector<double>>& vectors, double step);

}  // namespace regsweep
