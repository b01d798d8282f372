#include "tensor/memory.hpp"

#include <new>

#if defined(__linux__)
#include <sys/mman.h>
#endif

namespace regsweep {
namespace {

constexpr std::size_t line = 64, huge_page = std::size_t{2} << 20;

bool is_large(std::size_t bytes) { return bytes >= huge_page; }

}  // namespace

void* allocate_array(std::size_t bytes) {
  if (!is_large(bytes)) return ::operator new(bytes, std::align_val_t(line));
  void* memory = ::operator new(bytes, std::align_val_t(huge_page));
#if defined(__linux__)
  madvise(memory, bytes / huge_page * huge_page, MADV_HUGEPAGE);  // a wish; the rest are pages of 4 KiB, so nothing is wasted
#endif
  return memory;
}

void release_array(void* memory, std::size_t bytes) { ::operator delete(memory, std::align_val_t(is_large(bytes) ? huge_page : line)); }

}  // namespace regsweep
