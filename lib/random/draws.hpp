// Numbers from words: uniforms, drop decisions, normals, the order of an epoch. All are functions;
// nothing has state.
//
//   uniform  u = (word >> 8) * 2^-24, in [0, 1)
//   drop     dropped iff (word >> 8) < round(rate * 2^24): what a rate drops, every larger rate
//            drops too (masks nest)
//   normals  Box-Muller on word pairs (0, 1) and (2, 3) of a block: r cos(2 pi u2) and
//            r sin(2 pi u2) with r = sqrt(-2 log u1), u2 the uniform of the second word, and
//            u1 = ((word >> 8) | 1) * 2^-24 of the first, so that the logarithm is finite
//   order    stable argsort of the words of stream "order" at step = epoch
#pragma once

#include <cstdint>
#include <vector>

#include "random/philox.hpp"

namespace regsweep {

constexpr double uniform(std::uint32_t word) { return (word >> 8) * 0x1p-24; }

/// round(rate * 2^24): an element is dropped iff (word >> 8) is below it. 0 <= rate <= 1.
std::uint32_t drop_threshold(double rate);

/// out[i] = the uniform of word i of (key, step, pass), 0 <= i < count.
void uniforms(StreamKey key, std::uint32_t step, std::uint32_t pass, std::int64_t count,
              double* out);

/// out[i] = normal i of (key, step, pass), mean 0 and deviation 1, 0 <= i < count.
void normals(StreamKey key, std::uint32_t step, std::uint32_t pass, std::int64_t count,
             double* out);

/// out[i] = mean + deviation * normal i, 0 <= i < count, with normals of the given words, of which
/// there are whole pairs. Computed in double, also far out in the tails: the normals are a contract
/// that others reproduce to 1e-6.
void normals_about(std::int64_t count, const std::uint32_t* words, float mean, float deviation,
                   float* out);
void normals_about(std::int64_t count, const std::uint32_t* words, double mean, double deviation,
                   double* out);

/// Stable argsort of the first `count` words of (key, step, 0): a permutation of 0 .. count-1.
std::vector<std::int64_t> permutation(StreamKey key, std::uint32_t step, std::int64_t count);

/// The order in which the examples of `epoch` (0-based) are visited.
std::vector<std::int64_t> epoch_order(std::uint32_t seed, std::uint32_t epoch, std::int64_t count);

}  // namespace regsweep
