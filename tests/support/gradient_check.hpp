// Finite differences. Masks are functions of (seed, site, step, pass), so a stochastic loss is
// differentiable with its mask held fixed.
#pragma once

#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <functional>
#include <string>

#include "tensor/parameters.hpp"

namespace regsweep::testing {

/// Requires |gradient - central difference| <= tolerance * max(1, |both|) at every `stride`-th
/// element of every parameter. Meant for the double build; the float build checks with a coarse
/// tolerance that scale and sign are right.
inline void check_gradient(const ParameterLayout& layout, Flat& weights, const Flat& gradient,
                           const std::function<double()>& loss, std::size_t stride = 1) {
#ifdef REGSWEEP_DOUBLE
  constexpr double step = 1e-6, tolerance = 2e-7;
#else
  constexpr double step = 1e-3, tolerance = 5e-3;
#endif
  for (const ParameterInfo& parameter : layout.all()) {
    for (std::size_t i = 0; i < parameter.size; i += stride) {
      real& weight = weights[parameter.offset + i];
      const real before = weight;
      weight = static_cast<real>(static_cast<double>(before) + step);
      const double above = loss(), high = static_cast<double>(weight);
      weight = static_cast<real>(static_cast<double>(before) - step);
      const double below = loss(), low = static_cast<double>(weight);
      weight = before;
      const double difference = (above - below) / (high - low),
                   given = static_cast<double>(gradient[parameter.offset + i]);
      INFO(parameter.name << "[" << i << "]: gradient " << given << ", finite difference "
                          << difference);
      REQUIRE(std::abs(given - difference) <=
              tolerance * std::max({1.0, std::abs(given), std::abs(difference)}));
    }
  }
}

}  // namespace regsweep::testing
