#include "tensor/kernels/activation.hpp"

#include <cmath>

#include "core/simd.hpp"
#include "tensor/kernels/elementary.hpp"

namespace regsweep::kernels {
namespace {

constexpr real selu_scale = static_cast<real>(1.0507009873554804934193349852946);
constexpr real selu_alpha = static_cast<real>(1.6732632423543772848170429916717);
constexpr real inverse_root_2_pi = static_cast<real>(0.39894228040143267794);

// `x < 0 ? 0 : x` keeps a NaN, `max` would swallow it.
struct Relu {
  static real value(real z) { return z < 0 ? real(0) : z; }
  static real slope(real z) { return z <= 0 ? real(0) : real(1); }
};

// Phi(z), given bell = exp(-z^2 / 2). In float32 Phi(-|z|) / bell is a polynomial in t = 1 / (1 +
// 0.3 |z|), the form of Abramowitz and Stegun 7.1.26, with coefficients of our own of least
// relative error: 1.5e-7 before rounding. So one exponential serves value and slope, and the far
// negative side keeps its digits, which 1 + erf does not.
REGSWEEP_INLINE real normal_probability(real z, [[maybe_unused]] real bell) {
#ifdef REGSWEEP_DOUBLE
  return 0.5 * (1 + error_function(z * 0.70710678118654752440));
#else
  const real t = 1 / (1 + 0.3F * std::abs(z));
  constexpr real coefficients[] = {-0.157231019F, 0.206401654F, -0.0537279625F, 0.128585069F,
                                   0.0999063914F, 0.120755093F, 0.119629225F,   0};
  real ratio = 0.0356814765F;
#pragma GCC unroll 8
  for (const real coefficient : coefficients) ratio = ratio * t + coefficient;
  return z > 0 ? 1 - ratio * bell : ratio * bell;
#endif
}

struct Gelu {
  static real bell(real z) { return exponential(real(-0.5) * z * z); }
  static real value(real z) { return z * normal_probability(z, bell(z)); }
  static real slope(real z) {
    return normal_probability(z, bell(z)) + z * inverse_root_2_pi * bell(z);
  }
};

struct Tanh {
  static real value(real z) { return hyperbolic_tangent(z); }
  static real slope(real z) {
    const real t = hyperbolic_tangent(z);
    return 1 - t * t;
  }
};
struct Sigmoid {
  static real value(real z) { return 1 / (1 + exponential(-z)); }
  static real slope(real z) {
    const real s = 1 / (1 + exponential(-z));
    return s * (1 - s);
  }
};
struct Selu {
  static real value(real z) {
    const real below = selu_alpha * (exponential(z < 0 ? z : real(0)) - 1);
    return selu_scale * (z < 0 ? below : z);  // a NaN stays
  }
  static real slope(real z) {
    return selu_scale * (z > 0 ? real(1) : selu_alpha * exponential(z < 0 ? z : real(0)));
  }
};

template <class A>
REGSWEEP_INLINE void forward(std::int64_t n, const real* z, const Factors& factors, real* h) {
  with_factors(
      factors, n, [ z, h ](std::int64_t i, real factor) __attribute__((always_inline)) {
        h[i] = A::value(z[i]) * factor;
      });
}

template <class A>
REGSWEEP_INLINE void backward(std::int64_t n, const real* z, const Factors& factors, real* g) {
  with_factors(
      factors, n, [ z, g ](std::int64_t i, real factor) __attribute__((always_inline)) {
        g[i] *= A::slope(z[i]) * factor;
      });
}

template <class A, bool biased>
REGSWEEP_INLINE void both(std::int64_t n, const real* bias, const Factors& factors, real* slope,
                          real* h) {
  with_factors(
      factors, n, [ bias, slope, h ](std::int64_t i, real factor) __attribute__((always_inline)) {
        const real z = biased ? slope[i] + bias[i] : slope[i];
        h[i] = A::value(z) * factor;
        slope[i] = A::slope(z) * factor;
      });
}

template <class A>
REGSWEEP_INLINE void both(std::int64_t rows, std::int64_t columns, const real* bias,
                          const Factors& factors, real* slope, real* h) {
  if (bias == nullptr) return both<A, false>(rows * columns, nullptr, factors, slope, h);
  for (std::int64_t at = 0; at < rows * columns; at += columns) {
    both<A, true>(columns, bias, factors.from(at), slope + at, h + at);
  }
}

}  // namespace

REGSWEEP_KERNEL void activate(Activation activation, std::int64_t n, const real* z,
                              const Factors& factors, real* h) {
  switch (activation) {
    case Activation::relu:
      return forward<Relu>(n, z, factors, h);
    case Activation::gelu:
      return forward<Gelu>(n, z, factors, h);
    case Activation::tanh:
      return forward<Tanh>(n, z, factors, h);
    case Activation::sigmoid:
      return forward<Sigmoid>(n, z, factors, h);
    case Activation::selu:
      return forward<Selu>(n, z, factors, h);
  }
}

REGSWEEP_KERNEL void activate_backward(Activation activation, std::int64_t n, const real* z,
                                       const Factors& factors, real* g) {
  switch (activation) {
    case Activation::relu:
      return backward<Relu>(n, z, factors, g);
    case Activation::gelu:
      return backward<Gelu>(n, z, factors, g);
    case Activation::tanh:
      return backward<Tanh>(n, z, factors, g);
    case Activation::sigmoid:
      return backward<Sigmoid>(n, z, factors, g);
    case Activation::selu:
      return backward<Selu>(n, z, factors, g);
  }
}

REGSWEEP_KERNEL void activate_with_slope(Activation activation, std::int64_t rows,
                                         std::int64_t columns, const real* bias,
                                         const Factors& factors, real* slope, real* h) {
  switch (activation) {
    case Activation::relu:
      return both<Relu>(rows, columns, bias, factors, slope, h);
    case Activation::gelu:
      return both<Gelu>(rows, columns, bias, factors, slope, h);
    case Activation::tanh:
      return both<Tanh>(rows, columns, bias, factors, slope, h);
    case Activation::sigmoid:
      return both<Sigmoid>(rows, columns, bias, factors, slope, h);
    case Activation::selu:
      return both<Selu>(rows, columns, bias, factors, slope, h);
  }
}

}  // namespace regsweep::kernels
