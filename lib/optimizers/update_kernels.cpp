// The updates as plain loops, which the compiler turns into vector code.
#include "optimizers/update_kernels.hpp"

#include <cmath>

#include "core/simd.hpp"

#define IN const real* REGSWEEP_RESTRICT
#define INOUT real* REGSWEEP_RESTRICT

namespace regsweep::kernels {

REGSWEEP_KERNEL void sgd(std::int64_t n, real scale, real rate, IN g, INOUT w) {
  for (std::int64_t i = 0; i < n; ++i) w[i] -= rate * (scale * g[i]);
}

REGSWEEP_KERNEL void sgd_momentum(std::int64_t n, real scale, real rate, real momentum, IN g,
                                  INOUT v, INOUT w) {
  for (std::int64_t i = 0; i < n; ++i) {
    v[i] = momentum * v[i] + scale * g[i];
    w[i] -= rate * v[i];
  }
}

REGSWEEP_KERNEL void sgd_nesterov(std::int64_t n, real scale, real rate, real momentum, IN g,
                                  INOUT v, INOUT w) {
  for (std::int64_t i = 0; i < n; ++i) {
    const real gradient = scale * g[i];
    v[i] = momentum * v[i] + gradient;
    w[i] -= rate * (gradient + momentum * v[i]);
  }
}

REGSWEEP_KERNEL void adam(std::int64_t n, const AdamNumbers& numbers, IN g, INOUT m, INOUT u,
                          INOUT w) {
  const AdamNumbers k = numbers;
  for (std::int64_t i = 0; i < n; ++i) {
    const real gradient = k.scale * g[i];
    m[i] += k.keep_first * (gradient - m[i]);
    u[i] = k.beta2 * u[i] + k.square * gradient * gradient;
    const real decayed = w[i] - k.decay * w[i];
    w[i] = decayed - k.rate * m[i] / (std::sqrt(u[i]) * k.second_correction + k.epsilon);
  }
}

REGSWEEP_KERNEL void rmsprop(std::int64_t n, real scale, real rate, real alpha, real epsilon, IN g,
                             INOUT u, INOUT w) {
  for (std::int64_t i = 0; i < n; ++i) {
    const real gradient = scale * g[i];
    u[i] = alpha * u[i] + (1 - alpha) * gradient * gradient;
    w[i] -= rate * gradient / (std::sqrt(u[i]) + epsilon);
  }
}

REGSWEEP_KERNEL void rmsprop_momentum(std::int64_t n, real scale, real rate, real alpha,
                                      real epsilon, real momentum, IN g, INOUT u, INOUT v,
                                      INOUT w) {
  for (std::int64_t i = 0; i < n; ++i) {
    const real gradient = scale * g[i];
    u[i] = alpha * u[i] + (1 - alpha) * gradient * gradient;
    v[i] = momentum * v[i] + gradient / (std::sqrt(u[i]) + epsilon);
    w[i] -= rate * v[i];
  }
}

}  // namespace regsweep::kernels
