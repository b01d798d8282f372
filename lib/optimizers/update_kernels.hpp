// The updates of optimizer.hpp as loops over flat memory, each array read and written once. `scale`
// multiplies the gradient, and `decay` is what decoupled weight decay takes away: w -= decay w (0:
// none), which loses less to rounding than w *= 1 - decay.
#pragma once

#include <cstdint>

#include "tensor/tensor.hpp"

namespace regsweep::kernels {

/// Numbers of one Adam update.
struct AdamNumbers {
  real scale, decay;
  real keep_first;         // 1 - beta1
  real beta2, square;      // square = 1 - beta2
  real rate;               // learning rate / (1 - beta1^t)
  real second_correction;  // 1 / sqrt(1 - beta2^t)
  real epsilon;
};

void sgd(std::int64_t n, real scale, real rate, const real* g, real* w);
void sgd_momentum(std::int64_t n, real scale, real rate, real momentum, const real* g, real* v,
                  real* w);
void sgd_nesterov(std::int64_t n, real scale, real rate, real momentum, const real* g, real* v,
                  real* w);
void adam(std::int64_t n, const AdamNumbers& numbers, const real* g, real* m, real* u, real* w);
void rmsprop(std::int64_t n, real scale, real rate, real alpha, real epsilon, const real* g,
             real* u, real* w);
void rmsprop_momentum(std::int64_t n, real scale, real rate, real alpha, real epsilon,
                      real momentum, const real* g, real* u, real* v, real* w);

}  // namespace regsweep::kernels
