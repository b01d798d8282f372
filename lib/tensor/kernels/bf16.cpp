#include "tensor/kernels/bf16.hpp"

#include <bit>

#include "core/simd.hpp"

namespace regsweep::kernels {
namespace {

// The upper 16 bits of the result.
REGSWEEP_INLINE std::uint32_t rounded(float x) {
  const auto bits = std::bit_cast<std::uint32_t>(x);
  const std::uint32_t nearest = (bits + 0x7FFFu + (bits >> 16 & 1u)) >> 16;
  const bool number = (bits & 0x7FFFFFFFu) <= 0x7F800000u;
  return number ? nearest : (bits >> 16 | 0x40u);
}

}  // namespace

REGSWEEP_KERNEL void round_to_bf16(std::int64_t n, const float* REGSWEEP_RESTRICT x,
                                   std::uint16_t* REGSWEEP_RESTRICT out) {
  for (std::int64_t i = 0; i < n; ++i) out[i] = static_cast<std::uint16_t>(rounded(x[i]));
}

REGSWEEP_KERNEL void round_to_bf16(std::int64_t n, const float* REGSWEEP_RESTRICT x,
                                   float* REGSWEEP_RESTRICT out) {
  for (std::int64_t i = 0; i < n; ++i) out[i] = std::bit_cast<float>(rounded(x[i]) << 16);
}

}  // namespace regsweep::kernels
