#include "statistics/power.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "core/error.hpp"
#include "statistics/distributions.hpp"
#include "statistics/quadrature.hpp"

namespace regsweep {
namespace noncentral {
namespace {

constexpr int parts = 16;      // of each stretch of an integral
constexpr double reach = 8.5;  // standard deviations beyond which nothing is left

// Density of sqrt(chi^2(v) / v).
double scale_density(double x, double freedom) {
  if (x <= 0) return 0;
  const double half = freedom / 2;
  return 2 * std::exp(half * std::log(half) - std::lgamma(half) + (freedom - 1) * std::log(x) -
                      half * x * x);
}

// P(T' > t) of t > 0: over where the density lies, finer where Phi rises.
double upper_tail_of(double t, double freedom, double shift) {
  const double middle = std::sqrt(std::max(0.0, freedom - 1) / freedom);
  const double low = std::max(0.0, middle - reach / std::sqrt(freedom));
  const double high = middle + reach / std::sqrt(freedom);
  const std::array<double, 4> ends{low, std::clamp((shift - reach) / t, low, high),
                                   std::clamp((shift + reach) / t, low, high), high};
  double chance = 0;
  for (std::size_t i = 0; i + 1 < ends.size(); ++i) {
    if (ends[i + 1] <= ends[i]) continue;
    for (const QuadratureNode& node : quadrature(ends[i], ends[i + 1], parts)) {
      chance += node.weight * normal_cdf(shift - t * node.at) * scale_density(node.at, freedom);
    }
  }
  return chance;
}

}  // namespace
}  // namespace noncentral

double power_of_test(double effect, std::int64_t n, double level, SeedDesign design) {
  if (n < 2) return 0;
  const bool paired = design == SeedDesign::pairs;
  const auto count = static_cast<double>(n);
  const double freedom = (paired ? 1 : 2) * (count - 1);
  const double shift = std::abs(effect) * std::sqrt(paired ? count : count / 2);
  const double bound = -student_t_quantile(level / 2, freedom);
  return noncentral::upper_tail_of(bound, freedom, shift) +
         noncentral::upper_tail_of(bound, freedom, -shift);
}

std::optional<std::int64_t> seeds_to_detect(double effect, double level, SeedDesign design,
                                            double wanted) {
  if (effect == 0 || !std::isfinite(effect)) return std::nullopt;
  const auto enough = [&](std::int64_t n) {
    return power_of_test(effect, n, level, design) >= wanted;
  };
  std::int64_t too_few = 1, many = 2;
  while (!enough(many)) {
    if (many >= most_seeds_counted) return std::nullopt;
    too_few = many;
    many = std::min(2 * many, most_seeds_counted);
  }
  while (many - too_few > 1) {
    const std::int64_t middle = (too_few + many) / 2;
    (enough(middle) ? many : too_few) = middle;
  }
  return many;
}

double detectable_effect(std::int64_t n, double level, SeedDesign design, double wanted) {
  RS_CHECK(n >= 2 && wanted > level && wanted < 1, "a test needs two seeds");
  double low = 0, high = 1;
  while (power_of_test(high, n, level, design) < wanted) high *= 2;
  while (high - low > 1e-12 * high) {
    const double middle = (low + high) / 2;
    (power_of_test(middle, n, level, design) < wanted ? low : high) = middle;
  }
  return (low + high) / 2;
}

}  // namespace regsweep
