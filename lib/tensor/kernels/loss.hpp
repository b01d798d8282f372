// Losses on a batch: softmax cross-entropy and squared error, value and gradient in one pass, in
// place.
//
// z is [B, K] row-major. Sums run over the batch in order and in double precision.
#pragma once

#include <cstdint>

#include "tensor/tensor.hpp"

namespace regsweep {

/// Sums over a batch; divide by `count` for means.
struct LossSums {
  double loss = 0;         // cross-entropy in nats; or squared error averaged over the outputs
  double errors = 0;       // wrongly classified examples; for regression the squared error again
  std::int64_t count = 0;  // examples
  void add(const LossSums& more) { loss += more.loss, errors += more.errors, count += more.count; }
};

namespace kernels {

/// Cross-entropy of softmax(z) against class labels, or against the target distributions `targets`
/// [B, K] (rows sum to 1) when given: loss_b = -sum_k t[b, k] log softmax(z)[b, k]. An example is
/// an error when the first largest logit is not its label's. On return z holds the gradient
/// (softmax(z) - t) * gradient_scale. A label of -1 asks nothing: no loss, no gradient, not
/// counted. `losses` [B], if given, gets each example's loss (0 where nothing is asked).
LossSums cross_entropy(std::int64_t B, std::int64_t K, real* z, const std::int32_t* labels,
                       const real* targets, real gradient_scale, double* losses = nullptr);

/// Squared error, mean over the K outputs of (z - y)^2, summed over the batch (B times PyTorch's
/// MSELoss). On return z holds the gradient 2 (z - y) / K * gradient_scale.
LossSums squared_error(std::int64_t B, std::int64_t K, real* z, const real* y, real gradient_scale);

}  // namespace kernels
}  // namespace regsweep
