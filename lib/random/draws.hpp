// Numbers from words: uniforms, drop decisions, normals, the order of an epoch. All are functions;
// nothing has state.
//
//   uniform     u = (word >> 8) * 2^-24, in [0, 1)
//   drop        dropped iff (word >> 8) < round(rate * 2^24): what a rate drops, every larger rate
//   drops too (masks nest) normals     Box-Muller on word pairs (0, 1) and (2, 3) of a block: r =
//   sqrt(-2 log u1), (r cos 2 pi u2, r sin 2 pi u2),
//               u1 = ((word >> 8) | 1) * 2^-24 so that the logarithm is finite
//   order       stable argsort of the words of stream "order" at step = epoch
#pragma once

#include <cstdint>
#include <vector>

#include "random/philox.hpp"

namespace regsweep {

constexpr double uniform(std::uint32_t word) { return (word >> 8) * 0x1p-24; }

/// round(rate * 2^24): an element is dropped iff (word >> 8) is below it. 0 <= rate <= 1.
std::uint32_t drop_threshold(double rate);

void uniforms(StreamKey key, std::uint32_t step, std::uint32_t pass, std::int64_t count,
              double* out);
void normals(StreamKey key, std::uint32_t step, std::uint32_t pass, std::int64_t count,
             double* out);

/// Stable argsort of the first `count` words of (key, step, 0): a permutation of 0 .. count-1.
std::vector<std::int64_t> permutation(StreamKey key, std::uint32_t step, std::int64_t count);

/// The order in which the examples of `epoch` (0-based) are visited.
std::vector<std::int64_t> epoch_order(std::uint32_t seed, std::uint32_t epoch, std::int64_t count);

}  // namespace regsweep
