// Losses on a batch: softmax cross-entropy and squared error, value and gradient in one pass, in
// place.
//
//   cross_entropy   loss_b = -sum_k t[b, k] log softmax(z)[b, k]     dL/dz = softmax(z) - t
//   squared_error   loss_b = mean over k of (z[b, k] - y[b, k])^2    dL/dz = 2 (z - y) / K
//
// B examples of K classes or outputs, both at least 1; z [B, K] row-major. Sums run over the batch
// in order and in double precision. Nothing is checked: a NaN or an infinity in z passes through to
// loss and gradient.
#pragma once

#include <cstdint>

#include "tensor/tensor.hpp"

namespace regsweep {

/// Sums over a batch; divide by `count` for means.
struct LossSums {
  double loss = 0;         // cross-entropy in nats; or squared error averaged over the outputs
  double errors = 0;       // wrongly classified examples; for regression the squared error again
  std::int64_t count = 0;  // examples
  void add(const LossSums& more) {
    loss += more.loss;
    errors += more.errors;
    count += more.count;
  }
};

namespace kernels {

/// Cross-entropy of softmax(z) with class labels [B] (0 <= label < K), or with the target
/// distributions `targets` [B, K] (rows sum to 1) unless null. An example is an error when the
/// first largest logit is not its label's. On return z holds the gradient (softmax(z) - t) *
/// gradient_scale. An example with label -1 has no target: no loss, no gradient, not counted.
/// `losses` [B], unless null, gets each example's loss in nats (0 for label -1).
LossSums cross_entropy(std::int64_t B, std::int64_t K, real* z, const std::int32_t* labels,
                       const real* targets, real gradient_scale, double* losses = nullptr);

/// Squared error with y [B, K], averaged over the K outputs and summed over the batch (B times
/// PyTorch's MSELoss). On return z holds the gradient 2 (z - y) / K * gradient_scale.
LossSums squared_error(std::int64_t B, std::int64_t K, real* z, const real* y, real gradient_scale);

}  // namespace kernels
}  // namespace regsweep
