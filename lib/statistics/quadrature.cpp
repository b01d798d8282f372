#include "statistics/quadrature.hpp"

#include <array>
#include <cmath>

namespace regsweep {
namespace quadrature_rule {
namespace {

constexpr int order = 16;
constexpr double circle = 3.14159265358979323846;

struct Legendre {
  double value = 0, slope = 0;
};

// P_order and its derivative by their recurrence.
Legendre legendre(double x) {
  double before = 1;
  double value = x;
  for (int k = 2; k <= order; ++k) {
    const double next = ((2 * k - 1) * x * value - (k - 1) * before) / k;
    before = value;
    value = next;
  }
  return {value, order * (x * value - before) / (x * x - 1)};
}

// On [-1, 1].
std::array<QuadratureNode, order> unit_nodes() {
  std::array<QuadratureNode, order> nodes;
  for (int i = 0; i < order; ++i) {
    double x = -std::cos(circle * (i + 0.75) / (order + 0.5));
    for (int step = 0; step < 10; ++step) {
      const Legendre here = legendre(x);
      x -= here.value / here.slope;
    }
    const double slope = legendre(x).slope;
    nodes[static_cast<std::size_t>(i)] = {x, 2 / ((1 - x * x) * slope * slope)};
  }
  return nodes;
}

}  // namespace
}  // namespace quadrature_rule

std::vector<QuadratureNode> quadrature(double low, double high, int parts) {
  static const auto unit = quadrature_rule::unit_nodes();
  const double half = (high - low) / (2 * parts);
  std::vector<QuadratureNode> nodes;
  nodes.reserve(unit.size() * static_cast<std::size_t>(parts));
  for (int part = 0; part < parts; ++part) {
    const double middle = low + (2 * part + 1) * half;
    for (const QuadratureNode& each : unit) {
      nodes.push_back({middle + half * each.at, half * each.weight});
    }
  }
  return nodes;
}

}  // namespace regsweep
