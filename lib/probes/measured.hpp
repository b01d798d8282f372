// Measured: the quantities of one measurement, with the dimensions, units and names that its entry
// declares; and those of several times of a training side by side.
#pragma once

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "core/records.hpp"
#include "probes/probe_entry.hpp"

namespace regsweep {

class Measured {
 public:
  explicit Measured(const ProbeEntry& entry) : entry_(entry) {}

  /// The values of a dimension, in the order of all quantities along it; or only its length, where
  /// they are 0, 1, ..
  void coordinate(const std::string& dimension, std::vector<std::string> values);
  void coordinate(const std::string& dimension, std::vector<double> values);
  void coordinate(const std::string& dimension, std::vector<std::int64_t> values);
  void length(const std::string& dimension, std::int64_t length);

  /// Row-major over the dimensions that the entry declares, all of which are known by now.
  void set(const std::string& quantity, std::vector<double> values);
  void set(const std::string& quantity, double value);

  /// Coordinates and quantities; the group is named after the probe.
  Group take();

 private:
  void add_coordinate(const std::string& dimension, Array::Data data, std::size_t length);

  const ProbeEntry& entry_;
  std::map<std::string, std::int64_t> lengths_;
  std::vector<Array> coordinates_, quantities_;
};

/// What a dimension means, for files and `describe`; one that measured.cpp does not list, its name.
std::string dimension_meaning(const std::string& dimension);

/// Measurements after several numbers of steps, ascending, as one: quantities get the dimension
/// `step` in front.
Group along_steps(const std::vector<std::pair<std::int64_t, Group>>& measured);

}  // namespace regsweep
