// Memory of kernels. It begins where a line of the cache does, so that no vector lies across two; a large array begins where a huge page of
// 2 MiB does and asks Linux for such pages, because a step walks through many arrays and, by pages of 4 KiB, waits for their addresses
// (`steps_bench --one` of builds in turn: 4 to 15 % of a step). Where Linux has none to give, that is no error.
#pragma once

#include <cstddef>

namespace regsweep {

/// Never null: std::bad_alloc. Large arrays are those of 2 MiB and more; nothing is rounded up.
void* allocate_array(std::size_t bytes);
/// `bytes` as it was allocated.
void release_array(void* memory, std::size_t bytes);

template <class T>
struct KernelAllocator {
  using value_type = T;
  KernelAllocator() = default;
  template <class U>
  KernelAllocator(const KernelAllocator<U>&) {}
  T* allocate(std::size_t count) { return static_cast<T*>(allocate_array(count * sizeof(T))); }
  void deallocate(T* memory, std::size_t count) { release_array(memory, count * sizeof(T)); }
  friend bool operator==(const KernelAllocator&, const KernelAllocator&) { return true; }
};

}  // namespace regsweep
