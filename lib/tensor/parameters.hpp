// Parameters of a model in one flat array, so that an optimizer is one loop and a checkpoint one write.
//
// Each parameter starts at a multiple of 16 elements; the padding between them is zero and stays zero.
#pragma once

#include <cstddef>
#include <cstdint>
#include <new>
#include <string>
#include <string_view>
#include <vector>

#include "tensor/tensor.hpp"

namespace regsweep {

/// Allocates at cache lines, so that vector loops never straddle them.
template <class T> struct CacheLineAllocator {
  using value_type = T;
  static constexpr std::align_val_t alignment{64};
  CacheLineAllocator() = default;
  template <class U> CacheLineAllocator(const CacheLineAllocator<U>&) {}
  T* allocate(std::size_t count) { return static_cast<T*>(::operator new(count * sizeof(T), alignment)); }
  void deallocate(T* memory, std::size_t) { ::operator delete(memory, alignment); }
  friend bool operator==(const CacheLineAllocator&, const CacheLineAllocator&) { return true; }
};

/// One number per parameter element (and padding): weights, gradients, moments. Zero when made.
using Flat = std::vector<real, CacheLineAllocator<real>>;

struct ParameterInfo {
  std::string name;                 // "layers.0.weight"
  std::vector<std::int64_t> shape;  // [out, in] of a matrix, [out] of a bias
  std::size_t offset = 0;           // of its first element in a Flat
  std::size_t size = 0;             // elements
  bool output = false;              // belongs to the last linear map

  bool matrix() const { return shape.size() >= 2; }
};

class ParameterLayout {
 public:
  /// Appends a parameter; returns its index. Names are unique, lengths positive.
  std::size_t add(const std::string& name, const std::vector<std::int64_t>& shape, bool output = false);

  const std::vector<ParameterInfo>& all() const { return parameters_; }
  const ParameterInfo* find(std::string_view name) const;  // nullptr if absent
  std::size_t size() const { return size_; }               // of a Flat, padding included

 private:
  std::vector<ParameterInfo> parameters_;
  std::size_t size_ = 0;
};

}  // namespace regsweep
