// Rounding to bf16, bit for bit.
#include "tensor/kernels/bf16.hpp"

#include <bit>
#include <catch2/catch.hpp>
#include <cmath>
#include <limits>
#include <vector>

namespace regsweep::bf16_test {

float rounded(float x) {
  std::vector<float> in(19, x);
  std::vector<std::uint16_t> out(19);
  kernels::round_to_bf16(19, in.data(), out.data());
  REQUIRE(out.front() == out.back());  // in vectors and behind them
  std::vector<float> as_float32(19);
  kernels::round_to_bf16(19, in.data(), as_float32.data());
  for (const float each : as_float32) {
    REQUIRE(std::bit_cast<std::uint32_t>(each) == static_cast<std::uint32_t>(out[3]) << 16);
  }
  return as_float32[3];
}

TEST_CASE("bf16: to the nearest of 8 bits, ties to even") {
  REQUIRE(rounded(1) == 1);
  REQUIRE(rounded(-0.37F) == -0.369140625F);
  REQUIRE(rounded(1 + 0x1p-8F) == 1);                       // a tie: 1.0000000 is even
  REQUIRE(rounded(1 + 0x3p-8F) == 1 + 0x2p-7F);             // a tie: up, to even
  REQUIRE(rounded(1 + 0x1p-8F + 0x1p-20F) == 1 + 0x1p-7F);  // above the tie
  REQUIRE(rounded(3.4e38F) == std::numeric_limits<float>::infinity());
  REQUIRE(rounded(-std::numeric_limits<float>::infinity()) ==
          -std::numeric_limits<float>::infinity());
  REQUIRE(std::signbit(rounded(-0.0F)));
}

TEST_CASE("bf16: a NaN stays a NaN, whatever its bits") {
  for (const std::uint32_t bits : {0x7FC00000u, 0x7F800001u, 0xFFFFFFFFu, 0x7FFFFFFFu}) {
    REQUIRE(std::isnan(rounded(std::bit_cast<float>(bits))));
  }
}

}  // namespace regsweep::bf16_test
