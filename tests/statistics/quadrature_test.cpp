// Quadrature: exact for polynomials up to degree 31, and to rounding for what is smooth.
#include "statistics/quadrature.hpp"

#include <catch2/catch.hpp>
#include <cmath>

namespace regsweep::quadrature_test {

template <class Function>
double integral(double low, double high, int parts, const Function& of) {
  double sum = 0;
  for (const QuadratureNode& node : quadrature(low, high, parts)) sum += node.weight * of(node.at);
  return sum;
}

TEST_CASE("one part integrates x^30 exactly, and x^33 to rounding") {
  REQUIRE(integral(-1, 2, 1, [](double x) { return std::pow(x, 30); }) ==
          Approx((std::pow(2.0, 31) + 1) / 31).epsilon(1e-13));
  const double odd = integral(0, 1, 1, [](double x) { return std::pow(x, 33); });
  REQUIRE(odd == Approx(1.0 / 34).epsilon(1e-12));
}

TEST_CASE("parts of two standard deviations hold a density") {
  const auto density = [](double x) { return std::exp(-x * x / 2) / std::sqrt(2 * std::acos(-1)); };
  REQUIRE(integral(-9, 9, 9, density) == Approx(1).epsilon(1e-14));
}

}  // namespace regsweep::quadrature_test
