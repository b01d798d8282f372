// Gathering: arrays of many trials, each along dimensions of its own, side by side along `trial`.
//
// Along a dimension with coordinate values, places are matched by value: what one trial has at
// fraction 0.5 or layer "hidden.1" stands where the others have theirs, and numbers ascend. Along
// one without, by number. Where a trial has nothing stands NaN.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "core/records.hpp"

namespace regsweep {

class Gathering {
 public:
  /// The arrays of numbers of a group, row `row`, as variables `prefix` + name; the group's own
  /// coordinates say what the places along their dimensions are. Rows come in ascending order.
  void add(std::size_t row, const Group& group, const std::string& prefix);

  /// One of them, whose dimensions have no coordinates.
  void add(std::size_t row, const Array& array, const std::string& name);

  /// Coordinates, then variables [trial, ...] of so many rows.
  void write(Group& root, std::size_t rows) const;

 private:
  struct Axis {
    std::vector<double> numbers;     // its coordinate values so far, of a dimension of numbers
    std::vector<std::string> words;  // likewise, of words
    bool whole = true;               // the numbers are integers
    std::size_t length = 0;
    std::string units, long_name;
  };
  struct Cell {
    std::size_t row = 0;
    std::vector<double> values;
    std::vector<std::vector<std::size_t>> places;  // along each dimension, in the axis
  };
  struct Variable {
    std::string name, units, long_name;
    std::vector<std::string> dimensions;
    std::vector<Cell> cells;
  };
  std::vector<std::size_t> places(const std::string& dimension, const Array* coordinate,
                                  std::int64_t length);
  Variable& variable(const std::string& name, const Array& like,
                     const std::vector<std::string>& dimensions);
  std::vector<std::size_t> order_of(const std::string& dimension) const;
  Array made(const Variable& variable, std::size_t rows) const;

  std::vector<std::string> order_;  // of the axes, by first appearance
  std::map<std::string, Axis> axes_;
  std::vector<Variable> variables_;
};

/// What a metric `probes.<probe>.<quantity>` is as one number: the mean over the finite values of
/// an array along layers, heads or matrices, at the last step where there are several; nan: none.
double mean_as_metric(const std::vector<std::string>& dimensions,
                      const std::vector<std::int64_t>& shape, const double* values);

/// The value of a metric in the tree of a trial file: of final/, or of probes/; nan: it has none.
double metric_of_trial(const Group& trial, const std::string& metric);

}  // namespace regsweep
