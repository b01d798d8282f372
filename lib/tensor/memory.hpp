// Memory of kernels. An array begins where a line of the cache does, so that no vector lies across
// two; and a process that trains gets its memory by huge pages of 2 MiB, because a step walks
// through many arrays and, by pages of 4 KiB, waits for their addresses (measured on whole steps,
// `steps_bench --one` with and without the variable in turn: 3 to 10 %).
#pragma once

#include <cstddef>
#include <new>
#include <string>

namespace regsweep {

/// The environment in which glibc's malloc asks Linux for huge pages: "GLIBC_TUNABLES=...", read
/// when a process starts; "" where the user has set that variable. All that malloc gives lies in
/// few large pieces then, arrays of 32 MiB and more in their own; memory that is given back stays
/// with the process up to 64 MiB. A wish: where there are no huge pages, or another C library,
/// nothing changes.
std::string huge_pages_variable();

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
