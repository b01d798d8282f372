// Factors in their three forms, at lengths and offsets that are no multiples of a group.
#include "tensor/kernels/factors.hpp"

#include <catch2/catch.hpp>
#include <vector>

namespace regsweep::factors_test {

using kernels::Factors;

std::vector<real> all(const Factors& factors, std::int64_t n) {
  std::vector<real> out;
  kernels::with_factors(factors, n, [&](std::int64_t i, real factor) {
    REQUIRE(i == static_cast<std::int64_t>(out.size()));
    out.push_back(factor);
  });
  return out;
}

TEST_CASE("factors: one for all, one for each, one bit for each") {
  const std::int64_t n = GENERATE(1, 15, 16, 17, 50), first = GENERATE(0, 3, 8, 21);
  std::vector<real> each;
  std::vector<std::uint16_t> kept(10, 0);
  for (std::int64_t i = 0; i < 96; ++i) {
    each.push_back(static_cast<real>(i));
    if (i * i % 7 < 3) {
      kept[static_cast<std::size_t>(i / 16)] |= static_cast<std::uint16_t>(1u << (i % 16));
    }
  }
  REQUIRE(all({real(0.5)}, n) == std::vector<real>(static_cast<std::size_t>(n), real(0.5)));
  const std::vector<real> numbers = all({2, each.data(), nullptr, first}, n),
                          bits = all({2, nullptr, kept.data(), first}, n);
  REQUIRE(bits == all(Factors{2, nullptr, kept.data()}.from(first), n));
  for (std::int64_t i = 0; i < n; ++i) {
    REQUIRE(numbers[static_cast<std::size_t>(i)] == static_cast<real>(2 * (first + i)));
    REQUIRE(bits[static_cast<std::size_t>(i)] == ((first + i) * (first + i) % 7 < 3 ? 2 : 0));
  }
}

TEST_CASE("factors: only those that change nothing are ones") {
  const real each[] = {1};
  const std::uint16_t kept[5] = {1};
  REQUIRE(Factors{}.ones());
  REQUIRE_FALSE(Factors{real(0.9)}.ones());
  REQUIRE_FALSE(Factors{1, each}.ones());
  REQUIRE_FALSE(Factors{1, nullptr, kept}.ones());
}

}  // namespace regsweep::factors_test
