#include "tensor/huge_pages.hpp"

#include <cstdlib>

namespace regsweep {

std::string huge_pages_variable() {
  constexpr const char* name = "GLIBC_TUNABLES";
  if (std::getenv(name) != nullptr) return "";
  // With thresholds of our own glibc no longer moves them, so both are named.
  return std::string(name) +
         "=glibc.malloc.hugetlb=1:glibc.malloc.mmap_threshold=33554432:glibc.malloc.trim_threshold="
         "67108864";
}

}  // namespace regsweep
