#include "statistics/distributions.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "core/error.hpp"

namespace regsweep {
namespace distributions {
namespace {

constexpr double pi = 3.14159265358979323846;
constexpr double precision = std::numeric_limits<double>::epsilon();
constexpr double tiny = 1e-300;
constexpr int most_steps = 10'000;

double away_from_zero(double value) { return std::abs(value) < tiny ? tiny : value; }

// The continued fraction of I_x(a, b); converges fast for x < (a + 1) / (a + b + 2).
double beta_fraction(double x, double a, double b) {
  double c = 1;
  double d = 1 / away_from_zero(1 - (a + b) * x / (a + 1));
  double value = d;
  for (int m = 1; m < most_steps; ++m) {
    const double even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m));
    d = 1 / away_from_zero(1 + even * d);
    c = away_from_zero(1 + even / c);
    value *= d * c;
    const double odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1));
    d = 1 / away_from_zero(1 + odd * d);
    c = away_from_zero(1 + odd / c);
    value *= d * c;
    if (std::abs(d * c - 1) < precision) break;
  }
  return value;
}

// I_x(a, b), given both x and 1 - x, since one of them may be too close to 1 to tell.
double incomplete_beta(double x, double rest, double a, double b) {
  if (x <= 0) return 0;
  if (rest <= 0) return 1;
  const double factor = std::exp(std::lgamma(a + b) - std::lgamma(a) - std::lgamma(b) +
                                 a * std::log(x) + b * std::log(rest));
  if (x < (a + 1) / (a + b + 2)) return factor * beta_fraction(x, a, b) / a;
  return 1 - factor * beta_fraction(rest, b, a) / b;
}

// P(T >= t), t >= 0.
double upper_tail(double t, double freedom) {
  const double whole = freedom + t * t;
  return incomplete_beta(freedom / whole, t * t / whole, freedom / 2, 0.5) / 2;
}

double density(double t, double freedom) {
  const double constant = std::lgamma((freedom + 1) / 2) - std::lgamma(freedom / 2);
  return std::exp(constant - (freedom + 1) / 2 * std::log1p(t * t / freedom)) /
         std::sqrt(freedom * pi);
}

// Abramowitz & Stegun 26.2.23: to 4.5e-4, where the search begins.
double rough_normal_quantile(double p) {
  const double u = std::sqrt(-2 * std::log(p));
  return -(u - (2.515517 + u * (0.802853 + u * 0.010328)) /
                   (1 + u * (1.432788 + u * (0.189269 + u * 0.001308))));
}

}  // namespace
}  // namespace distributions

double normal_cdf(double z) { return 0.5 * std::erfc(-z / std::sqrt(2.0)); }

double normal_quantile(double p) {
  RS_CHECK(p > 0 && p < 1, "a probability lies between 0 and 1");
  if (p > 0.5) return -normal_quantile(1 - p);
  if (p == 0.5) return 0;
  double z = distributions::rough_normal_quantile(p);
  for (int i = 0; i < 4; ++i) {  // Halley's steps: each triples the digits
    const double density = std::exp(-z * z / 2) / std::sqrt(2 * distributions::pi);
    const double step = (normal_cdf(z) - p) / density;
    z -= step / (1 + z * step / 2);
  }
  return z;
}

double student_t_cdf(double t, double freedom) {
  RS_CHECK(freedom > 0, "degrees of freedom are positive");
  const double tail = distributions::upper_tail(std::abs(t), freedom);
  return t > 0 ? 1 - tail : tail;
}

double student_t_quantile(double p, double freedom) {
  using namespace distributions;
  RS_CHECK(p > 0 && p < 1, "a probability lies between 0 and 1");
  RS_CHECK(freedom > 0, "degrees of freedom are positive");
  if (p > 0.5) return -student_t_quantile(1 - p, freedom);
  if (p == 0.5) return 0;
  double low = 0, high = 1;
  while (upper_tail(high, freedom) > p && high < 1e150) high *= 2;
  double t = std::clamp(-normal_quantile(p), high / 4, high);
  for (int i = 0; i < 200 && high - low > precision * high; ++i) {
    const double tail = upper_tail(t, freedom);
    (tail > p ? low : high) = t;
    // Newton's step of log tail over log t, which heavy tails make a straight line.
    const double next = t * std::exp(tail * std::log(tail / p) / (t * density(t, freedom)));
    const bool inside = next > low && next < high;
    const double step = (inside ? next : (low + high) / 2) - t;
    t += step;
    if (inside && std::abs(step) <= 2 * precision * t) break;
  }
  return -t;
}

}  // namespace regsweep
