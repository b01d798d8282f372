// ParameterLayout: where each parameter of a model lies in one flat array. Weights, gradients and
// an optimizer's moments are such arrays (Flat) with the same layout, so an update is one loop over
// memory and a checkpoint is a few arrays.
//
// Every parameter starts at a multiple of 16 elements (64 bytes of float). Invariant: the elements
// between parameters (padding) are zero in every Flat, always; whoever writes a Flat keeps them so.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "tensor/tensor.hpp"

namespace regsweep {

/// A flat array of a layout: Flat weights(layout.size()) is all zeros.
using Flat = Buffer;

struct ParameterInfo {
  std::string name;                 // "layers.0.weight"
  std::vector<std::int64_t> shape;  // [out, in] or [n], row-major
  std::size_t offset = 0;           // of its first element in a Flat
  std::size_t size = 0;             // elements, without padding
  bool output = false;              // belongs to the last linear map
  bool learned = true;              // false: a statistic, whose gradient is 0

  /// Matrices are decayed, penalized and limited; vectors (biases, gains) are not.
  bool matrix() const { return shape.size() >= 2; }
};

class ParameterLayout {
 public:
  static constexpr std::size_t granularity = 16;  // elements

  /// Appends a parameter and returns its index. Names are unique, lengths positive (ContractError).
  std::size_t add(std::string name, std::vector<std::int64_t> shape, bool output = false);

  /// The same for numbers that the model itself keeps among the weights.
  std::size_t add_statistic(std::string name, std::vector<std::int64_t> shape);

  const std::vector<ParameterInfo>& all() const { return parameters_; }

  /// Length of a Flat, padding included.
  std::size_t size() const { return size_; }

  /// Number of parameters that are learned, without padding.
  std::size_t count() const;

  /// nullptr if unknown. The pointer holds until the next add().
  const ParameterInfo* find(std::string_view name) const;

 private:
  std::vector<ParameterInfo> parameters_;
  std::size_t size_ = 0;
};

inline real* data(Flat& flat, const ParameterInfo& parameter) {
  return flat.data() + parameter.offset;
}
inline const real* data(const Flat& flat, const ParameterInfo& parameter) {
  return flat.data() + parameter.offset;
}

}  // namespace regsweep
