// Tensors: xtensor containers with the project's number type. Row-major everywhere.
//
// `real` is float; the double build (-DREGSWEEP_DOUBLE=ON) exists for gradient checks.
// Never write `auto x = <tensor expression>`: it is lazy and is evaluated anew at each read.
#pragma once

#include <cstddef>
#include <cstdint>
#include <new>
#include <vector>
#include <xtensor/xtensor.hpp>

namespace regsweep {

#ifdef REGSWEEP_DOUBLE
using real = double;
#else
using real = float;
#endif

using Vector = xt::xtensor<real, 1>;
using Matrix = xt::xtensor<real, 2>;  // [rows, columns]
using Labels = std::vector<std::int32_t>;

/// std::allocator with memory aligned to `alignment` bytes.
template <class T, std::size_t alignment>
struct AlignedAllocator {
  using value_type = T;
  template <class U>
  struct rebind {
    using other = AlignedAllocator<U, alignment>;
  };
  AlignedAllocator() = default;
  template <class U>
  AlignedAllocator(const AlignedAllocator<U, alignment>&) {}
  T* allocate(std::size_t count) { return static_cast<T*>(::operator new(count * sizeof(T), std::align_val_t(alignment))); }
  void deallocate(T* memory, std::size_t) { ::operator delete(memory, std::align_val_t(alignment)); }
  friend bool operator==(const AlignedAllocator&, const AlignedAllocator&) { return true; }
};

/// Memory of kernels: it begins where a line of the cache does, so that no vector lies across two.
using Buffer = std::vector<real, AlignedAllocator<real, 64>>;

}  // namespace regsweep
