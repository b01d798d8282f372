#include "models/apply_noise.hpp"

#include <algorithm>
#include <span>

#include "tensor/kernels/elementwise.hpp"
#include "tensor/kernels/sums.hpp"

namespace regsweep {

void apply_noise(const Draw& noise, std::int64_t n, const real* x, real* y) {
  if (!noise.factors.ones()) {
    if (x == y) {
      kernels::multiply(n, noise.factors, y);
    } else {
      kernels::product(n, x, noise.factors, y);
    }
  } else if (x != y) {
    std::copy(x, x + n, y);
  }
  if (noise.addend != nullptr) kernels::add_scaled(n, 1, noise.addend, y);
}

void apply_noise_and_add(const Draw& noise, std::int64_t rows, std::int64_t columns,
                         const real* base, const real* bias, real* y) {
  if (noise.addend == nullptr) {
    return kernels::multiply_and_add(rows, columns, base, bias, noise.factors, y);
  }
  if (bias != nullptr) kernels::add_row(rows, columns, bias, y);
  apply_noise(noise, rows * columns, y, y);
  kernels::add_scaled(rows * columns, 1, base, y);
}

void apply_noise_backward(const Draw& noise, std::int64_t n, const real* y_gradient,
                          real* x_gradient) {
  apply_noise({noise.factors}, n, y_gradient, x_gradient);
}

void apply_noise_backward(const Draw& noise, std::int64_t n, real* gradient) {
  apply_noise({noise.factors}, n, gradient, gradient);
}

Draw draw_at(SiteNoise* site, const NoisePass& pass, std::initializer_list<std::int64_t> shape) {
  return site == nullptr ? Draw{} : site->draw(pass, std::span(shape.begin(), shape.size()));
}

}  // namespace regsweep
