// What a model does with the noise drawn at a site: y = x * factors + addend, and its gradient dx =
// dy * factors.
#pragma once

#include "regularizers/site_noise.hpp"

namespace regsweep {

/// y = x under the noise, n elements; y may be x.
void apply(const Draw& noise, std::int64_t n, const real* x, real* y);

/// y = base + (y + bias) under the noise, for [rows, columns]; bias [columns] may be null.
void apply_and_add(const Draw& noise, std::int64_t rows, std::int64_t columns, const real* base,
                   const real* bias, real* y);

/// The gradient at y becomes the one at x, in place, or from one buffer to another.
void apply_backward(const Draw& noise, std::int64_t n, real* gradient);
void apply_backward(const Draw& noise, std::int64_t n, const real* y_gradient, real* x_gradient);

/// The noise of `site` (null: none) for a tensor of this shape.
Draw draw_at(SiteNoise* site, const NoisePass& moment, std::initializer_list<std::int64_t> shape);

}  // namespace regsweep
