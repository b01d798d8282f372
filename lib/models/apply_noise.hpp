// What a model does with the noise drawn at a site: y = x * factors + addend, elementwise. The
// gradient is dx = dy * factors, with the same factors.
#pragma once

#include <initializer_list>

#include "regularizers/site_noise.hpp"

namespace regsweep {

/// The noise of `site` (null: none) for a tensor of this shape.
Draw draw_at(SiteNoise* site, const NoisePass& pass, std::initializer_list<std::int64_t> shape);

/// y = x under the noise, n elements; y may be x.
void apply_noise(const Draw& noise, std::int64_t n, const real* x, real* y);

/// y = base + (y + bias) under the noise, for [rows, columns]; bias [columns] may be null.
void apply_noise_and_add(const Draw& noise, std::int64_t rows, std::int64_t columns,
                         const real* base, const real* bias, real* y);

/// The gradient at y becomes the one at x, in place, or from one buffer to another.
void apply_noise_backward(const Draw& noise, std::int64_t n, real* gradient);
void apply_noise_backward(const Draw& noise, std::int64_t n, const real* y_gradient,
                          real* x_gradient);

}  // namespace regsweep
