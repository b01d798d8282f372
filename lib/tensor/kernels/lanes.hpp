// Lanes: 64 bytes of numbers as the compiler's generic vector, so that each clone of the portable
// build maps them to the registers that it has. For kernels that hold vectors in registers; most
// are plain loops.
#pragma once

#include <cstdint>
#include <type_traits>
#include <utility>

#include "core/simd.hpp"
#include "tensor/tensor.hpp"

namespace regsweep::kernels {

constexpr std::int64_t width = 64 / sizeof(real);
using Lanes = real __attribute__((vector_size(64)));

// What lies in memory may begin anywhere. A variable of this type would be kept on the stack
// instead of in a register.
using LanesInMemory = real __attribute__((vector_size(64), aligned(alignof(real)), may_alias));

REGSWEEP_INLINE Lanes load(const real* x) { return *reinterpret_cast<const LanesInMemory*>(x); }
REGSWEEP_INLINE void store(Lanes x, real* out) { *reinterpret_cast<LanesInMemory*>(out) = x; }

template <class V, std::size_t... lane>
REGSWEEP_INLINE auto lower_half(V x, std::index_sequence<lane...>) {
  return __builtin_shufflevector(x, x, lane...);
}
template <class V, std::size_t... lane>
REGSWEEP_INLINE auto upper_half(V x, std::index_sequence<lane...>) {
  return __builtin_shufflevector(x, x, (lane + sizeof...(lane))...);
}

/// The lanes combined by `join`, halves with halves: lane 0 with 8, 1 with 9, ...; then 0 with 4;
/// always in this order.
template <class V, class Join>
REGSWEEP_INLINE real folded(V x, const Join& join) {
  constexpr std::size_t lanes = sizeof(V) / sizeof(real);
  if constexpr (lanes == 2) {
    return join(x[0], x[1]);
  } else {
    constexpr auto half = std::make_index_sequence<lanes / 2>();
    return folded(join(lower_half(x, half), upper_half(x, half)), join);
  }
}

REGSWEEP_INLINE real sum_of(Lanes x) {
  return folded(
      x, [](auto a, auto b) __attribute__((always_inline)) { return a + b; });
}

/// A lane that is NaN is passed over, because `b > a` does not hold for it.
REGSWEEP_INLINE real largest_of(Lanes x) {
  return folded(
      x, [](auto a, auto b) __attribute__((always_inline)) { return b > a ? b : a; });
}

namespace detail {

// Lanes whose number has the bit `distance` set change places with those `distance` below them in
// the other vector.
template <std::int64_t distance, std::size_t... lane>
REGSWEEP_INLINE void exchange(Lanes& a, Lanes& b, std::index_sequence<lane...>) {
  const Lanes low =
      __builtin_shufflevector(a, b, ((lane & distance) != 0 ? width + lane - distance : lane)...);
  b = __builtin_shufflevector(a, b, ((lane & distance) != 0 ? width + lane : lane + distance)...);
  a = low;
}

template <std::int64_t distance, std::size_t... row>
REGSWEEP_INLINE void exchange_rows(Lanes (&rows)[width], std::index_sequence<row...>) {
  (((row & distance) == 0
        ? exchange<distance>(rows[row], rows[row | distance], std::make_index_sequence<width>())
        : void()),
   ...);
}

}  // namespace detail

/// out[j, i] = change(x[i, j]) for a square of `width` rows and columns; rows lie `x_row` and
/// `out_row` numbers apart, `change` takes Lanes.
template <class Change, std::size_t... row>
REGSWEEP_INLINE void transpose(const real* x, std::int64_t x_row, const Change& change, real* out,
                               std::int64_t out_row, std::index_sequence<row...> all) {
  Lanes rows[width] = {change(load(x + row * x_row))...};
  if constexpr (width > 8) detail::exchange_rows<8 % width>(rows, all);
  detail::exchange_rows<4>(rows, all);
  detail::exchange_rows<2>(rows, all);
  detail::exchange_rows<1>(rows, all);
  (store(rows[row], out + row * out_row), ...);
}

/// Lane i is `scale` where bit i is set, else 0; higher bits are ignored.
REGSWEEP_INLINE Lanes chosen_by(std::uint32_t bits, real scale) {
  using Word = std::conditional_t<sizeof(real) == 4, std::uint32_t, std::uint64_t>;
  using Words = Word __attribute__((vector_size(64)));
  Words own;
  for (int lane = 0; lane < width; ++lane) own[lane] = Word{1} << lane;
  return (own & Word{bits}) != 0 ? Lanes{} + scale : Lanes{};
}

}  // namespace regsweep::kernels
