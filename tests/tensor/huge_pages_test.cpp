// Memory of kernels: where it begins, and the environment of a process that trains.
#include "tensor/huge_pages.hpp"

#include <catch2/catch.hpp>
#include <cstdint>
#include <cstdlib>

#include "tensor/tensor.hpp"

namespace regsweep::huge_pages_test {

TEST_CASE("memory: arrays of any size begin at a line of the cache") {
  for (const std::size_t count : {1, 17, 4099, 70'001, 1'300'001}) {
    const Buffer buffer(count);
    CHECK(reinterpret_cast<std::uintptr_t>(buffer.data()) % 64 == 0);
  }
}

TEST_CASE("memory: huge pages are asked for, unless the user has set the variable that does it") {
  const char* set = std::getenv("GLIBC_TUNABLES");
  const std::string before = set == nullptr ? "" : set;
  unsetenv("GLIBC_TUNABLES");
  CHECK_THAT(huge_pages_variable(),
             Catch::StartsWith("GLIBC_TUNABLES=") && Catch::Contains("glibc.malloc.hugetlb=1"));
  setenv("GLIBC_TUNABLES", "glibc.malloc.check=0", 1);
  CHECK(huge_pages_variable().empty());
  if (set == nullptr) {
    unsetenv("GLIBC_TUNABLES");
  } else {
    setenv("GLIBC_TUNABLES", before.c_str(), 1);
  }
}

}  // namespace regsweep::huge_pages_test
