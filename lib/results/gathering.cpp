#include "results/gathering.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "core/text.hpp"
#include "results/tree_check.hpp"

namespace regsweep {
namespace {

constexpr double no_number = std::numeric_limits<double>::quiet_NaN();

std::vector<double> doubles_of(const Array& array) {
  if (const auto* doubles = std::get_if<std::vector<double>>(&array.data)) return *doubles;
  if (const auto* floats = std::get_if<std::vector<float>>(&array.data)) {
    return {floats->begin(), floats->end()};
  }
  const auto* integers = std::get_if<std::vector<std::int64_t>>(&array.data);
  return integers == nullptr ? std::vector<double>{}
                             : std::vector<double>(integers->begin(), integers->end());
}

// `step` is a variable of results.h5 already: the steps of the evaluations.
std::string dimension_in_results(const std::string& dimension) {
  return dimension == "step" ? "probe_step" : dimension;
}

template <class Value>
std::size_t place_of(std::vector<Value>& values, const Value& value) {
  const auto found = std::find(values.begin(), values.end(), value);
  if (found != values.end()) return static_cast<std::size_t>(found - values.begin());
  values.push_back(value);
  return values.size() - 1;
}

}  // namespace

std::vector<std::size_t> Gathering::places(const std::string& dimension, const Array* coordinate,
                                           std::int64_t length) {
  if (!axes_.contains(dimension)) order_.push_back(dimension);
  Axis& axis = axes_[dimension];
  std::vector<std::size_t> places(static_cast<std::size_t>(length));
  std::iota(places.begin(), places.end(), std::size_t{0});
  if (coordinate != nullptr) {
    axis.units = coordinate->units;
    axis.long_name = coordinate->long_name;
    const auto* words = std::get_if<std::vector<std::string>>(&coordinate->data);
    const std::vector<double> numbers = doubles_of(*coordinate);
    axis.whole = axis.whole && std::holds_alternative<std::vector<std::int64_t>>(coordinate->data);
    for (std::size_t i = 0; i < places.size(); ++i) {
      places[i] =
          words != nullptr ? place_of(axis.words, (*words)[i]) : place_of(axis.numbers, numbers[i]);
    }
  }
  for (const std::size_t place : places) axis.length = std::max(axis.length, place + 1);
  return places;
}

// Trials whose probes had other options may have a quantity along other dimensions.
Gathering::Variable& Gathering::variable(const std::string& name, const Array& like,
                                         const std::vector<std::string>& dimensions) {
  bool taken = false;
  std::string own = name;
  for (int look = 0; look < 2; ++look) {
    for (Variable& each : variables_) {
      if (each.name == own && each.dimensions == dimensions) return each;
      taken = taken || each.name == own;
    }
    if (!taken) break;
    own = fmt::format("{} ({})", name, join(dimensions, ", "));
  }
  variables_.push_back({own, like.units, like.long_name, dimensions, {}});
  return variables_.back();
}

void Gathering::add(std::size_t row, const Group& group, const std::string& prefix) {
  for (const Array& array : group.arrays) {
    if (is_coordinate(array) || std::holds_alternative<std::vector<std::string>>(array.data)) {
      continue;
    }
    Cell cell{row, doubles_of(array), {}};
    std::vector<std::string> dimensions;
    for (std::size_t i = 0; i < array.dimensions.size(); ++i) {
      const Array* coordinate = group.array(array.dimensions[i]);
      dimensions.push_back(dimension_in_results(array.dimensions[i]));
      cell.places.push_back(places(dimensions.back(), coordinate, array.shape[i]));
    }
    variable(prefix + array.name, array, dimensions).cells.push_back(std::move(cell));
  }
}

void Gathering::add(std::size_t row, const Array& array, const std::string& name) {
  Group alone;
  alone.arrays.push_back(array);
  alone.arrays.back().name = name;
  add(row, alone, "");
}

// Where each place of an axis stands in the file: numbers ascend, words and mere places stay.
std::vector<std::size_t> Gathering::order_of(const std::string& dimension) const {
  const Axis& axis = axes_.at(dimension);
  std::vector<std::size_t> by_value(axis.length), order(axis.length);
  std::iota(by_value.begin(), by_value.end(), std::size_t{0});
  if (!axis.numbers.empty()) {
    std::sort(by_value.begin(), by_value.end(),
              [&](std::size_t a, std::size_t b) { return axis.numbers[a] < axis.numbers[b]; });
  }
  for (std::size_t i = 0; i < by_value.size(); ++i) order[by_value[i]] = i;
  return order;
}

Array Gathering::made(const Variable& variable, std::size_t rows) const {
  Array array{variable.name,     {}, {static_cast<std::int64_t>(rows)}, {"trial"}, variable.units,
              variable.long_name};
  std::vector<std::vector<std::size_t>> orders;
  std::size_t of_a_row = 1;
  for (const std::string& dimension : variable.dimensions) {
    orders.push_back(order_of(dimension));
    array.dimensions.push_back(dimension);
    array.shape.push_back(static_cast<std::int64_t>(orders.back().size()));
    of_a_row *= orders.back().size();
  }
  std::vector<double> values(rows * of_a_row, no_number);
  for (const Cell& cell : variable.cells) {
    for (std::size_t i = 0; i < cell.values.size(); ++i) {
      std::size_t rest = i, at = 0, stride = 1;
      for (std::size_t axis = orders.size(); axis-- > 0;) {
        const std::vector<std::size_t>& places = cell.places[axis];
        at += stride * orders[axis][places[rest % places.size()]];
        stride *= orders[axis].size();
        rest /= places.size();
      }
      values[cell.row * of_a_row + at] = cell.values[i];
    }
  }
  array.data = std::move(values);
  return array;
}

void Gathering::write(Group& root, std::size_t rows) const {
  for (const std::string& name : order_) {
    const Axis& axis = axes_.at(name);
    if (axis.numbers.empty() && axis.words.empty()) continue;
    Array coordinate{name,   axis.words, {static_cast<std::int64_t>(axis.length)},
                     {name}, axis.units, axis.long_name};
    if (axis.words.empty()) {
      std::vector<double> numbers(axis.numbers);
      std::sort(numbers.begin(), numbers.end());
      if (axis.whole) {
        coordinate.data = std::vector<std::int64_t>(numbers.begin(), numbers.end());
      } else {
        coordinate.data = std::move(numbers);
      }
    }
    root.arrays.push_back(std::move(coordinate));
  }
  for (const Variable& each : variables_) root.arrays.push_back(made(each, rows));
}

double mean_as_metric(const std::vector<std::string>& dimensions,
                      const std::vector<std::int64_t>& shape, const double* values) {
  if (shape.empty()) return values[0];
  std::size_t count = 1;
  for (const std::int64_t length : shape) count *= static_cast<std::size_t>(length);
  const bool steps =
      !dimensions.empty() && dimension_in_results(dimensions.front()) == "probe_step";
  const std::size_t of_a_step =
      steps && shape.front() > 0 ? count / static_cast<std::size_t>(shape.front()) : count;
  for (std::size_t end = count; end >= of_a_step && of_a_step > 0; end -= of_a_step) {
    double sum = 0;
    std::size_t finite = 0;
    for (std::size_t i = end - of_a_step; i < end; ++i) {
      sum += std::isfinite(values[i]) ? values[i] : 0;
      finite += std::isfinite(values[i]) ? 1 : 0;
    }
    if (finite > 0) return sum / static_cast<double>(finite);
  }
  return no_number;
}

double metric_of_trial(const Group& trial, const std::string& metric) {
  const std::vector<std::string> words = split(metric, '.');
  const Group* group = trial.group("final");
  std::string name = metric;
  if (words.size() == 3 && words[0] == "probes") {
    const Group* probes = trial.group("probes");
    group = probes == nullptr ? nullptr : probes->group(words[1]);
    name = words[2];
  }
  const Array* array = group == nullptr ? nullptr : group->array(name);
  if (array == nullptr) return no_number;
  const std::vector<double> values = doubles_of(*array);
  return values.empty() ? no_number
                        : mean_as_metric(array->dimensions, array->shape, values.data());
}

}  // namespace regsweep
