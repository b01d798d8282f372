#include "statistics/difference.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "core/error.hpp"
#include "statistics/distributions.hpp"

namespace regsweep {
namespace difference {
namespace {

constexpr double none = std::numeric_limits<double>::quiet_NaN();
constexpr double rounding = 1e-12;  // relative: sums of the same numbers in another order

double mean_of(const std::vector<double>& values) {
  if (values.empty()) return none;
  double sum = 0;
  for (const double value : values) sum += value;
  return sum / static_cast<double>(values.size());
}

// With n - 1 below.
double variance_of(const std::vector<double>& values) {
  const double mean = mean_of(values);
  double sum = 0;
  for (const double value : values) sum += (value - mean) * (value - mean);
  return sum / static_cast<double>(values.size() - 1);
}

double largest_size(const std::vector<double>& values) {
  double largest = 0;
  for (const double value : values) largest = std::max(largest, std::abs(value));
  return largest;
}

// Whether they are one number but for rounding; `size`: of what they were computed from.
bool is_without_spread(const std::vector<double>& values, double size = 0) {
  if (values.empty()) return false;
  const auto [low, high] = std::minmax_element(values.begin(), values.end());
  return *high - *low <= rounding * std::max(size, largest_size(values));
}

}  // namespace
}  // namespace difference

bool Difference::is_testable() const { return std::isfinite(error) && error > 0; }

double Difference::p_value() const {
  if (!is_testable()) return 1;
  return 2 * student_t_cdf(-std::abs(mean) / error, freedom);
}

Difference paired_difference(const std::vector<double>& a, const std::vector<double>& b) {
  using namespace difference;
  RS_CHECK(a.size() == b.size(), "pairs have two values");
  std::vector<double> differences;
  for (std::size_t i = 0; i < a.size(); ++i) differences.push_back(a[i] - b[i]);
  const auto count = static_cast<double>(a.size());
  Difference made{a.size(), mean_of(differences), none, count - 1, count};
  const double size = std::max(largest_size(a), largest_size(b));
  const bool same =
      is_without_spread(a) || is_without_spread(b) || is_without_spread(differences, size);
  if (a.size() < 2 || same) return made;
  made.error = std::sqrt(variance_of(differences) / count);
  return made;
}

Difference welch_difference(const std::vector<double>& a, const std::vector<double>& b) {
  using namespace difference;
  const auto of_a = static_cast<double>(a.size()), of_b = static_cast<double>(b.size());
  Difference made{std::min(a.size(), b.size()), mean_of(a) - mean_of(b), none, none,
                  of_a * of_b / std::max(1.0, of_a + of_b)};
  if (made.count < 2 || is_without_spread(a) || is_without_spread(b)) return made;
  const double part_a = variance_of(a) / of_a, part_b = variance_of(b) / of_b;
  const double squared = part_a + part_b;
  made.error = std::sqrt(squared);
  made.freedom = squared * squared / (part_a * part_a / (of_a - 1) + part_b * part_b / (of_b - 1));
  return made;
}

}  // namespace regsweep
