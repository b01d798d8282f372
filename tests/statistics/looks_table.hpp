// tests/statistics/looks.json: what analysis/sequential.py and analysis/statistics.py give, to
// which lib/statistics is held. tests/analysis/test_sequential.py holds the Python to it.
#pragma once

#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "core/json.hpp"
#include "core/value.hpp"

namespace regsweep {

/// A file of tests/statistics.
inline Value statistics_table(const std::string& file) {
  const std::string name = std::string(REGSWEEP_SOURCE_DIR) + "/tests/statistics/" + file;
  std::ifstream stream(name);
  return from_json(std::string(std::istreambuf_iterator<char>(stream), {}), name);
}

inline const Value& looks_table() {
  static const Value table = statistics_table("looks.json");
  return table;
}

inline std::vector<double> numbers_of(const Value& list) {
  std::vector<double> numbers;
  for (const Value& each : list.list()) numbers.push_back(each.number());
  return numbers;
}

}  // namespace regsweep
