// Quadrature: integrals of smooth functions over an interval by Gauss and Legendre's rule in equal
// parts.
#pragma once

#include <vector>

namespace regsweep {

struct QuadratureNode {
  double at = 0, weight = 0;
};

/// Nodes whose weighted sum of f integrates f from `low` to `high`: 16 in each of `parts` parts,
/// which is exact to rounding where a part is no longer than about two widths of what f holds.
std::vector<QuadratureNode> quadrature(double low, double high, int parts);

}  // namespace regsweep
