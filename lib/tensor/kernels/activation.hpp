// Activations of a hidden layer, fused with the noise at its site.
//
//   relu     max(0, z)
//   gelu     z Phi(z), Phi the normal distribution function (Hendrycks, Gimpel 2016; the form with
//            erf)
//   tanh     tanh z
//   sigmoid  1 / (1 + exp(-z))
//   selu     s z for z > 0, else s a (exp z - 1), with s = 1.0507009873554805 and
//            a = 1.6732632423543772 (Klambauer et al. 2017)
//
// Shapes are [B, C] row-major, flattened to n = B * C where rows do not matter; n >= 0. Nothing is
// checked; a non-finite z gives a non-finite result for every activation.
#pragma once

#include <cstdint>

#include "tensor/kernels/factors.hpp"
#include "tensor/tensor.hpp"

namespace regsweep {

enum class Activation { relu, gelu, tanh, sigmoid, selu };

namespace kernels {

/// h[i] = act(z[i]) * factor i, 0 <= i < n.
void activate(Activation activation, std::int64_t n, const real* z, const Factors& factors,
              real* h);

/// g[i] = g[i] * factor i * act'(z[i]), in place: dL/dz from dL/dh. The same factors as in
/// activate.
void activate_backward(Activation activation, std::int64_t n, const real* z, const Factors& factors,
                       real* g);

/// h = act(z) * factors and slope = act'(z) * factors, all [rows, columns]. z is what `slope` holds
/// before, plus bias [columns] in each row unless that is null. The backward pass is then one
/// product; for activations whose value and slope share their costly part (gelu).
void activate_with_slope(Activation activation, std::int64_t rows, std::int64_t columns,
                         const real* bias, const Factors& factors, real* slope, real* h);

}  // namespace kernels
}  // namespace regsweep
