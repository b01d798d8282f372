// The updates of optimizer.hpp as loops over flat memory, each array read and written once.
//
// Arrays have n >= 0 elements and do not overlap: g gradients, w weights, v velocities, m first and
// u second moments. The gradient is first multiplied by `scale`; `rate` is the learning rate of the
// step. Nothing is checked; what is not finite passes through.
#pragma once

#include <cstdint>

#include "tensor/tensor.hpp"

namespace regsweep::kernels {

/// Numbers of one Adam update.
struct AdamNumbers {
  real scale;              // of the gradient
  real decay;              // learning rate * weight decay, 0 for none
  real keep_first;         // 1 - beta1
  real beta2, square;      // square = 1 - beta2
  real rate;               // learning rate / (1 - beta1^t)
  real second_correction;  // 1 / sqrt(1 - beta2^t)
  real epsilon;
};

/// w -= rate scale g
void sgd(std::int64_t n, real scale, real rate, const real* g, real* w);

/// v = momentum v + scale g;  w -= rate v
void sgd_momentum(std::int64_t n, real scale, real rate, real momentum, const real* g, real* v,
                  real* w);

/// v = momentum v + scale g;  w -= rate (scale g + momentum v)
void sgd_nesterov(std::int64_t n, real scale, real rate, real momentum, const real* g, real* v,
                  real* w);

/// m += keep_first (scale g - m);  u = beta2 u + square (scale g)^2;
/// w = w - decay w - rate m / (sqrt(u) second_correction + epsilon). Subtracting decay w loses less
/// to rounding than multiplying by 1 - decay.
void adam(std::int64_t n, const AdamNumbers& numbers, const real* g, real* m, real* u, real* w);

/// u = alpha u + (1 - alpha) (scale g)^2;  w -= rate scale g / (sqrt(u) + epsilon)
void rmsprop(std::int64_t n, real scale, real rate, real alpha, real epsilon, const real* g,
             real* u, real* w);

/// u as above;  v = momentum v + scale g / (sqrt(u) + epsilon);  w -= rate v
void rmsprop_momentum(std::int64_t n, real scale, real rate, real alpha, real epsilon,
                      real momentum, const real* g, real* u, real* v, real* w);

}  // namespace regsweep::kernels
