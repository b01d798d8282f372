// KernelAllocator: memory that begins where a line of the cache does, so that no vector that a
// kernel loads lies across two lines.
#pragma once

#include <cstddef>
#include <new>

namespace regsweep {

template <class T>
struct KernelAllocator {
  using value_type = T;
  static constexpr std::align_val_t line{64};

  KernelAllocator() = default;
  template <class U>
  KernelAllocator(const KernelAllocator<U>&) {}
  T* allocate(std::size_t count) {
    return static_cast<T*>(::operator new(count * sizeof(T), line));
  }
  void deallocate(T* memory, std::size_t) { ::operator delete(memory, line); }
  friend bool operator==(const KernelAllocator&, const KernelAllocator&) { return true; }
};

}  // namespace regsweep
