#include "probes/measured.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "core/error.hpp"

namespace regsweep {
namespace {

struct Dimension {
  std::string name, units, meaning;
};

const std::vector<Dimension>& known_dimensions() {
  static const std::vector<Dimension> all{
      {"layer", "", "layer of the model"},
      {"head", "1", "head of a layer of attention"},
      {"matrix", "", "weight matrix of the model"},
      {"position", "1", "position in a sequence"},
      {"fraction", "1", "share of the units of a layer that are removed"},
      {"order", "", "which units are removed first"},
      {"scaling", "", "whether what is left is scaled up"},
      {"masks", "1", "sub-networks that are averaged"},
      {"tau", "1", "threshold of a unit's score"},
      {"bin", "1", "bin of confidence, the lowest first"},
      {"factor", "1", "length of the context, in lengths of the trained one"},
      {"share", "1", "share of the past keys that are hidden"},
      {"coverage", "1", "share of the examples that are answered, the most confident first"},
      {"noise", "", "whether passes have the noise of training"},
      {"mask", "1", "number of a mask, its bits are the units that are kept"},
      {"step", "steps", "optimizer steps done"}};
  return all;
}

Dimension dimension_called(const std::string& name) {
  for (const Dimension& each : known_dimensions()) {
    if (each.name == name) return each;
  }
  return {name, "1", name};
}

const ProbeRecord& record_of(const ProbeEntry& entry, const std::string& quantity) {
  for (const ProbeRecord& each : entry.records) {
    if (each.name == quantity) return each;
  }
  throw ContractError(fmt::format("the probe {} declares no {}", entry.name, quantity));
}

}  // namespace

std::string dimension_meaning(const std::string& dimension) {
  return dimension_called(dimension).meaning;
}

void Measured::add_coordinate(const std::string& dimension, Array::Data values, std::size_t count) {
  const Dimension known = dimension_called(dimension);
  length(dimension, static_cast<std::int64_t>(count));
  const bool words = std::holds_alternative<std::vector<std::string>>(values);
  coordinates_.push_back({dimension,
                          std::move(values),
                          {static_cast<std::int64_t>(count)},
                          {dimension},
                          words ? "" : known.units,
                          known.meaning});
}

void Measured::coordinate(const std::string& dimension, std::vector<std::string> values) {
  const std::size_t count = values.size();
  add_coordinate(dimension, std::move(values), count);
}

void Measured::coordinate(const std::string& dimension, std::vector<double> values) {
  const std::size_t count = values.size();
  add_coordinate(dimension, std::move(values), count);
}

void Measured::coordinate(const std::string& dimension, std::vector<std::int64_t> values) {
  const std::size_t count = values.size();
  add_coordinate(dimension, std::move(values), count);
}

void Measured::length(const std::string& dimension, std::int64_t count) {
  RS_CHECK(lengths_.emplace(dimension, count).second, dimension + " is said once");
}

void Measured::set(const std::string& quantity, std::vector<double> values) {
  const ProbeRecord& record = record_of(entry_, quantity);
  Array array{quantity, {}, {}, record.dimensions, record.units, record.long_name};
  for (const std::string& dimension : record.dimensions) {
    array.shape.push_back(lengths_.at(dimension));
  }
  RS_CHECK(array.size() == static_cast<std::int64_t>(values.size()),
           entry_.name + "." + quantity + " has a number for each place");
  array.data = std::move(values);
  quantities_.push_back(std::move(array));
}

void Measured::set(const std::string& quantity, double value) {
  set(quantity, std::vector<double>{value});
}

Group Measured::take() {
  Group group;
  group.name = entry_.name;
  group.arrays = std::move(coordinates_);
  std::move(quantities_.begin(), quantities_.end(), std::back_inserter(group.arrays));
  return group;
}

Group along_steps(const std::vector<std::pair<std::int64_t, Group>>& measured) {
  Group all;
  all.name = measured.front().second.name;
  std::vector<std::int64_t> steps;
  for (const auto& [step, group] : measured) steps.push_back(step);
  const auto count = static_cast<std::int64_t>(steps.size());
  all.arrays.push_back({"step", steps, {count}, {"step"}, "steps", dimension_meaning("step")});
  for (const Array& first : measured.front().second.arrays) {
    if (first.dimensions == std::vector<std::string>{first.name}) {
      all.arrays.push_back(first);
      continue;
    }
    Array array = first;
    array.shape.insert(array.shape.begin(), count);
    array.dimensions.insert(array.dimensions.begin(), "step");
    std::vector<double> values;
    for (const auto& [step, group] : measured) {
      const Array* same = group.array(first.name);
      RS_CHECK(same != nullptr && same->shape == first.shape, "a quantity keeps its shape");
      const auto& numbers = std::get<std::vector<double>>(same->data);
      values.insert(values.end(), numbers.begin(), numbers.end());
    }
    array.data = std::move(values);
    all.arrays.push_back(std::move(array));
  }
  return all;
}

}  // namespace regsweep
