#include "tensor/kernels/bf16.hpp"

#include <bit>

#include "core/simd.hpp"

namespace regsweep::kernels {

REGSWEEP_KERNEL void round_to_bf16(std::int64_t n, const float* REGSWEEP_RESTRICT x, std::uint16_t* REGSWEEP_RESTRICT out) {
  for (std::int64_t i = 0; i < n; ++i) {
    const auto bits = std::bit_cast<std::uint32_t>(x[i]);
    const std::uint32_t rounded = (bits + 0x7FFFu + (bits >> 16 & 1u)) >> 16;
    const bool number = (bits & 0x7FFFFFFFu) <= 0x7F800000u;
    out[i] = static_cast<std::uint16_t>(number ? rounded : (bits >> 16 | 0x40u));
  }
}

}  // namespace regsweep::kernels
