// Memory of kernels: where it begins, small and large, and that it is given back as it was taken.
#include "tensor/memory.hpp"

#include <catch2/catch.hpp>
#include <cstdint>
#include <cstring>

#include "tensor/tensor.hpp"

using namespace regsweep;

TEST_CASE("memory: small arrays begin at a line of the cache, those of a huge page and more at a huge page") {
  constexpr std::size_t huge_page = std::size_t{2} << 20;
  for (const std::size_t bytes :
       {std::size_t{1}, std::size_t{4099}, huge_page / 2, huge_page - 1, huge_page, huge_page + 1, 3 * huge_page - 5}) {
    void* memory = allocate_array(bytes);
    CHECK(reinterpret_cast<std::uintptr_t>(memory) % (bytes < huge_page ? 64 : huge_page) == 0);
    std::memset(memory, 0x5A, bytes);
    CHECK(static_cast<const unsigned char*>(memory)[bytes - 1] == 0x5A);
    release_array(memory, bytes);
  }
}

TEST_CASE("memory: a buffer keeps its numbers when it grows into huge pages, and is zero where it is new") {
  Buffer buffer(70'000);
  for (std::size_t i = 0; i < buffer.size(); ++i) buffer[i] = static_cast<real>(i % 251);
  buffer.resize(1'300'001);
  for (std::size_t i = 0; i < buffer.size(); ++i) REQUIRE(buffer[i] == (i < 70'000 ? static_cast<real>(i % 251) : real(0)));
  Buffer other = buffer;
  other.swap(buffer);
  CHECK(other == buffer);
}
