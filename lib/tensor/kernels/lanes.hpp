// Lanes: 64 bytes of numbers as the compiler's generic vector, so that each clone of the portable build maps them to the registers that it
// has. For kernels that hold vectors in registers; most are plain loops.
#pragma once

#include <cstdint>
#include <type_traits>

#include "tensor/tensor.hpp"

namespace regsweep::kernels {

constexpr std::int64_t width = 64 / sizeof(real);
using Lanes = real __attribute__((vector_size(64)));

// What lies in memory may begin anywhere. A variable of this type would be kept on the stack instead of in a register.
using LanesInMemory = real __attribute__((vector_size(64), aligned(alignof(real)), may_alias));

inline __attribute__((always_inline)) Lanes load(const real* x) { return *reinterpret_cast<const LanesInMemory*>(x); }
inline __attribute__((always_inline)) void store(Lanes x, real* out) { *reinterpret_cast<LanesInMemory*>(out) = x; }

/// Lane i is `scale` where bit i is set, else 0; higher bits are of no meaning.
inline __attribute__((always_inline)) Lanes chosen_by(std::uint32_t bits, real scale) {
  using Word = std::conditional_t<sizeof(real) == 4, std::uint32_t, std::uint64_t>;
  using Words = Word __attribute__((vector_size(64)));
  Words own;
  for (int lane = 0; lane < width; ++lane) own[lane] = Word{1} << lane;
  return (own & Word{bits}) != 0 ? Lanes{} + scale : Lanes{};
}

}  // namespace regsweep::kernels
