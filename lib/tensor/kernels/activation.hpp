// Activations of a hidden layer, fused with the noise at its site.
//
//   relu     max(0, z)                       gelu   z Phi(z), Phi the normal distribution function
//   (erf form) tanh     tanh z                          sigmoid 1 / (1 + exp(-z)) selu     s z for
//   z > 0, s a (exp z - 1) otherwise (Klambauer 2017), s = 1.0507009873554805, a
//   = 1.6732632423543772
//
// Shapes are [B, C] row-major and flattened to n = B * C. A non-finite z gives a non-finite result
// for every activation.
#pragma once

#include <cstdint>

#include "tensor/kernels/factors.hpp"
#include "tensor/tensor.hpp"

namespace regsweep {

enum class Activation { relu, gelu, tanh, sigmoid, selu };

namespace kernels {

/// h = act(z) * factors
void activate(Activation activation, std::int64_t n, const real* z, const Factors& factors,
              real* h);

/// g = g * factors * act'(z), in place: the gradient at z from the one at h. The same factors as in
/// activate.
void activate_backward(Activation activation, std::int64_t n, const real* z, const Factors& factors,
                       real* g);

/// h = act(z) * factors, and slope = act'(z) * factors, with z [rows, columns] = what `slope` holds
/// before, plus bias [columns] in each row unless it is null: the backward pass is then one
/// product. For activations whose value and slope share their costly part (gelu).
void activate_with_slope(Activation activation, std::int64_t rows, std::int64_t columns,
                         const real* bias, const Factors& factors, real* slope, real* h);

}  // namespace kernels
}  // namespace regsweep
