#include "models/drawn.hpp"

#include <algorithm>
#include <span>

#include "tensor/kernels/elementwise.hpp"
#include "tensor/kernels/sums.hpp"

namespace regsweep {

void apply(const Draw& noise, std::int64_t n, const real* x, real* y) {
  if (!noise.factors.ones()) {
    x == y ? kernels::multiply(n, noise.factors, y) : kernels::product(n, x, noise.factors, y);
  } else if (x != y) {
    std::copy(x, x + n, y);
  }
  if (noise.addend != nullptr) kernels::add_scaled(n, 1, noise.addend, y);
}

void apply_and_add(const Draw& noise, std::int64_t rows, std::int64_t columns, const real* base,
                   const real* bias, real* y) {
  if (noise.addend == nullptr) {
    return kernels::multiply_and_add(rows, columns, base, bias, noise.factors, y);
  }
  if (bias != nullptr) kernels::add_row(rows, columns, bias, y);
  apply(noise, rows * columns, y, y);
  kernels::add_scaled(rows * columns, 1, base, y);
}

void apply_backward(const Draw& noise, std::int64_t n, const real* y_gradient, real* x_gradient) {
  apply({noise.factors}, n, y_gradient, x_gradient);
}

void apply_backward(const Draw& noise, std::int64_t n, real* gradient) {
  apply({noise.factors}, n, gradient, gradient);
}

Draw draw_at(SiteNoise* site, const NoisePass& moment, std::initializer_list<std::int64_t> shape) {
  return site == nullptr ? Draw{} : site->draw(moment, std::span(shape.begin(), shape.size()));
}

}  // namespace regsweep
