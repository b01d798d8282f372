// Golden values of PyTorch (made by make_golden.py and make_transformer_golden.py): reading them,
// and comparing with them.
#pragma once

#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <fstream>
#include <map>
#include <sstream>
#include <string>
#include <vector>

#include "random/draws.hpp"
#include "tensor/parameters.hpp"

namespace regsweep::golden {

inline std::ifstream open_golden(const std::string& name) {
  std::ifstream file(std::string(REGSWEEP_SOURCE_DIR) + "/tests/golden/" + name, std::ios::binary);
  REQUIRE(file.good());
  return file;
}

/// "relu/layers.0.weight" -> its numbers, row-major, of the files `stem`.txt and `stem`.bin.
inline std::map<std::string, std::vector<double>> read_gradients(const std::string& stem) {
  std::map<std::string, std::vector<double>> all;
  std::ifstream text = open_golden(stem + ".txt"), binary = open_golden(stem + ".bin");
  for (std::string line; std::getline(text, line);) {
    if (line.starts_with('#')) continue;
    std::istringstream words(line);
    std::string name;
    std::int64_t offset = 0, length = 0, size = 1;
    words >> name >> offset;
    while (words >> length) size *= length;
    std::vector<double>& values = all[name];
    values.resize(static_cast<std::size_t>(size));
    binary.seekg(offset * 8);
    binary.read(reinterpret_cast<char*>(values.data()), size * 8);
    REQUIRE(binary.good());
  }
  return all;
}

/// The losses of a trajectory as PyTorch gives them in double precision.
inline std::vector<double> read_trajectory(const std::string& name,
                                           const std::string& file = "trajectories.txt") {
  std::ifstream text = open_golden(file);
  for (std::string line; std::getline(text, line);) {
    std::istringstream words(line);
    std::string found, precision;
    words >> found >> precision;
    if (found != name || precision != "float64") continue;
    std::vector<double> losses;
    for (double loss = 0; words >> loss;) losses.push_back(loss);
    return losses;
  }
  FAIL(file + " has no " + name);
  return {};
}

/// Requires loss and gradients of `case_name` to equal PyTorch's. A gradient's error is measured
/// against the largest element of its parameter: elements near zero are differences of large
/// numbers and have no digits of their own.
inline void require_equal(const std::map<std::string, std::vector<double>>& expected,
                          const std::string& case_name, double loss, const ParameterLayout& layout,
                          const Flat& gradient) {
#ifdef REGSWEEP_DOUBLE
  constexpr double tolerance = 1e-10;
#else
  constexpr double tolerance = 1e-5;
#endif
  const double given = expected.at(case_name + "/loss")[0];
  INFO(case_name << ": loss " << loss << ", PyTorch " << given);
  REQUIRE(std::abs(loss - given) <= tolerance * std::abs(given));
  for (const ParameterInfo& parameter : layout.all()) {
    if (!parameter.learned) continue;
    const std::vector<double>& values = expected.at(case_name + "/" + parameter.name);
    REQUIRE(values.size() == parameter.size);
    double largest = 0, worst = 0;
    for (std::size_t i = 0; i < values.size(); ++i) {
      largest = std::max(largest, std::abs(values[i]));
      worst = std::max(worst,
                       std::abs(values[i] - static_cast<double>(gradient[parameter.offset + i])));
    }
    INFO(parameter.name << ": largest error " << worst << ", largest element " << largest);
    REQUIRE(largest > 1e-4);
    REQUIRE(worst <= tolerance * largest);
  }
}

/// 2 u - 1 times a power of two: the same in float, double and numpy.
inline std::vector<real> numbers(const std::string& name, std::int64_t count, double scale) {
  std::vector<double> drawn(static_cast<std::size_t>(count));
  uniforms(stream_key(1, "golden/" + name), 0, 0, count, drawn.data());
  std::vector<real> made;
  for (const double u : drawn) made.push_back(static_cast<real>(scale * (2 * u - 1)));
  return made;
}

}  // namespace regsweep::golden
