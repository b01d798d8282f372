// Standard: (x - mean) / deviation of a column, with moments of some of its rows.
#pragma once

#include <cmath>
#include <cstdint>
#include <vector>

namespace regsweep {

struct Standard {
  double mean = 0, deviation = 1;

  double of(double value) const { return (value - mean) / deviation; }
};

/// Of a mean and the sum of squares around it. A constant column is only shifted.
inline Standard standard_from(double mean, double squares, double count) {
  const double deviation = std::sqrt(squares / count);
  // Rounding alone leaves a constant column a deviation near mean * 2^-52.
  return {mean, deviation > 1e-12 * std::abs(mean) ? deviation : 1};
}

/// Mean and population deviation of value(row) over `rows`, in their order: the mean first, then
/// the squares around it. No rows leave a column as it is.
template <class ValueOf>
Standard standard_of(const std::vector<std::int64_t>& rows, const ValueOf& value) {
  if (rows.empty()) return {};
  const double count = static_cast<double>(rows.size());
  double sum = 0;
  double squares = 0;
  for (const std::int64_t row : rows) sum += value(row);
  const double mean = sum / count;
  for (const std::int64_t row : rows) squares += (value(row) - mean) * (value(row) - mean);
  return standard_from(mean, squares, count);
}

/// The root mean square of the deviations.
inline double common_deviation(const std::vector<Standard>& standards) {
  double squares = 0;
  for (const Standard& each : standards) squares += each.deviation * each.deviation;
  return std::sqrt(squares / static_cast<double>(standards.size()));
}

}  // namespace regsweep
