// Layout of parameters: places and padding.
#include "tensor/parameters.hpp"

#include "core/error.hpp"

namespace regsweep {

std::size_t ParameterLayout::add(std::string name, std::vector<std::int64_t> shape, bool output) {
  RS_CHECK(find(name) == nullptr, "a second parameter named " + name);
  RS_CHECK(!shape.empty(), "a parameter has a shape: " + name);
  std::size_t elements = 1;
  for (const std::int64_t length : shape) {
    RS_CHECK(length > 0, "every axis has a length: " + name);
    elements *= static_cast<std::size_t>(length);
  }
  parameters_.push_back({std::move(name), std::move(shape), size_, elements, output});
  size_ += (elements + granularity - 1) / granularity * granularity;
  return parameters_.size() - 1;
}

std::size_t ParameterLayout::add_statistic(std::string name, std::vector<std::int64_t> shape) {
  const std::size_t index = add(std::move(name), std::move(shape));
  parameters_[index].learned = false;
  return index;
}

std::size_t ParameterLayout::count() const {
  std::size_t total = 0;
  for (const ParameterInfo& each : parameters_) total += each.learned ? each.size : 0;
  return total;
}

const ParameterInfo* ParameterLayout::find(std::string_view name) const {
  for (const ParameterInfo& each : parameters_) {
    if (each.name == name) return &each;
  }
  return nullptr;
}

}  // namespace regsweep
