// Activations for tests of rules that penalize them, and the derivative of what such a rule
// returns.
#pragma once

#include <catch2/catch.hpp>
#include <cmath>
#include <vector>

#include "support/rules.hpp"

namespace regsweep::testing {

/// Numbers in (0, 1), different for every unit and example.
inline std::vector<real> activations(std::int64_t count) {
  std::vector<real> made;
  for (std::int64_t i = 0; i < count; ++i) {
    made.push_back(static_cast<real>(0.5 + 0.45 * std::sin(0.7 + 1.9 * static_cast<double>(i))));
  }
  return made;
}

/// The gradient that a rule adds is the derivative of the value that it returns, and it is added.
inline void check_activation_penalty(Rule& rule, std::int64_t examples, std::int64_t time,
                                     std::int64_t features) {
  std::vector<real> h = activations(examples * time * features), gradient(h.size(), real(2)),
                    unused(h.size());
  const double share = 0.37, step = sizeof(real) == 8 ? 1e-6 : 1e-2;
  const auto value = [&] {
    return rule.penalize_activations({examples, time, features, h.data()}, share, unused.data());
  };
  rule.penalize_activations({examples, time, features, h.data()}, share, gradient.data());
  bool moved = false;
  for (std::size_t i = 0; i < h.size(); ++i) {
    const real before = h[i];
    h[i] = static_cast<real>(static_cast<double>(before) + step);
    const double above = value();
    h[i] = static_cast<real>(static_cast<double>(before) - step);
    const double below = value();
    h[i] = before;
    REQUIRE(static_cast<double>(gradient[i]) - 2 ==
            Approx((above - below) / (2 * step)).margin(sizeof(real) == 8 ? 1e-8 : 2e-4));
    moved = moved || gradient[i] != 2;
  }
  REQUIRE(moved);
}

}  // namespace regsweep::testing
