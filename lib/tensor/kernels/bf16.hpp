// bfloat16 (bf16): the upper half of a float32, with 8 bits of significand.
#pragma once

#include <cstdint>

namespace regsweep::kernels {

/// out[i] = x[i] rounded to the nearest bf16, ties to even, 0 <= i < n. A NaN stays a NaN; what is
/// beyond the largest bf16 becomes infinite.
void round_to_bf16(std::int64_t n, const float* x, std::uint16_t* out);

/// The same numbers as float32.
void round_to_bf16(std::int64_t n, const float* x, float* out);

}  // namespace regsweep::kernels
