// Factors: what elements are multiplied by, in the three forms that noise has.
//
//   one number for all          scale
//   a number for each element   each[i] * scale
//   a bit for each element      scale where bit i of `kept` is set, else 0: 1/32 of the memory,
//                               groups of 16, the lowest bit first
//
// `kept` may be read up to 8 bytes behind its last bit.
#pragma once

#include <algorithm>
#include <cstdint>
#include <cstring>

#include "core/simd.hpp"
#include "tensor/kernels/lanes.hpp"
#include "tensor/tensor.hpp"

namespace regsweep::kernels {

struct Factors {
  real scale = 1;
  const real* each = nullptr;
  const std::uint16_t* kept = nullptr;
  std::int64_t first = 0;  // index of the first element in `each` or `kept`

  bool ones() const { return scale == 1 && each == nullptr && kept == nullptr; }

  /// Those from element n on.
  Factors from(std::int64_t n) const { return {scale, each, kept, first + n}; }

  /// The bits of elements n .. n + 15, the lowest first; higher bits are undefined.
  std::uint32_t bits(std::int64_t n) const {
    std::uint32_t window;
    std::memcpy(&window, reinterpret_cast<const char*>(kept) + ((first + n) >> 3), sizeof window);
    return window >> ((first + n) & 7);
  }
};

/// body(i, factor i) for 0 <= i < n. The iterations must not depend on each other.
template <class Body>
REGSWEEP_INLINE void with_factors(const Factors& factors, std::int64_t n, const Body& body) {
  const real scale = factors.scale;
  if (factors.kept != nullptr) {
    // A piece stays in the first-level cache, so that bodies are plain loops over numbers.
    constexpr std::int64_t piece = 256;
    real each[piece];
    for (std::int64_t done = 0; done < n; done += piece) {
      const std::int64_t now = std::min(piece, n - done);
      for (std::int64_t i = 0; i < now; i += width) {
        store(chosen_by(factors.bits(done + i), scale), each + i);
      }
#pragma GCC ivdep
      for (std::int64_t i = 0; i < now; ++i) body(done + i, each[i]);
    }
  } else if (factors.each != nullptr) {
    const real* each = factors.each + factors.first;
#pragma GCC ivdep
    for (std::int64_t i = 0; i < n; ++i) body(i, each[i] * scale);
  } else {
#pragma GCC ivdep
    for (std::int64_t i = 0; i < n; ++i) body(i, scale);
  }
}

}  // namespace regsweep::kernels
