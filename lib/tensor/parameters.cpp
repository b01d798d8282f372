#include "tensor/parameters.hpp"

#include "core/error.hpp"

namespace regsweep {

std::size_t ParameterLayout::add(const std::string& name, const std::vector<std::int64_t>& shape, bool output) {
  RS_CHECK(find(name) == nullptr, "parameter named twice: " + name);
  std::size_t count = 1;
  for (const std::int64_t length : shape) {
    RS_CHECK(length > 0, "parameter with an empty axis: " + name);
    count *= static_cast<std::size_t>(length);
  }
  parameters_.push_back({name, shape, size_, count, output});
  constexpr std::size_t line = 16;
  size_ += (count + line - 1) / line * line;
  return parameters_.size() - 1;
}

const ParameterInfo* ParameterLayout::find(std::string_view name) const {
  for (const ParameterInfo& each : parameters_)
    if (each.name == name) return &each;
  return nullptr;
}

}  // namespace regsweep
