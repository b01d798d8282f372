// The most that a core computes: fused multiply-adds of numbers in registers and nothing else.
#pragma once

#include <chrono>
#include <cstdint>
#include <utility>

#include "core/simd.hpp"
#include "tensor/kernels/lanes.hpp"

namespace regsweep::bench {

constexpr std::int64_t multiply_add_turns = 500'000;  // 1 ms and more

template <std::size_t... chain>
REGSWEEP_INLINE real run_chains(real factor, real summand, std::index_sequence<chain...>) {
  kernels::Lanes x[] = {kernels::Lanes{} + static_cast<real>(chain)...};
  for (std::int64_t turn = 0; turn < multiply_add_turns; ++turn) {
    ((x[chain] = x[chain] * factor + summand), ...);
  }
  return kernels::sum_of((x[chain] + ...));
}

/// Chains that do not wait for each other: 12 vectors at least, since two units take 4 cycles for
/// one each; Lanes are two vectors where registers are narrow.
inline std::int64_t multiply_add_chains() { return wide_registers() ? 12 : 6; }

REGSWEEP_KERNEL inline real run_multiply_adds(real factor, real summand) {
  if (wide_registers()) return run_chains(factor, summand, std::make_index_sequence<12>());
  return run_chains(factor, summand, std::make_index_sequence<6>());
}

/// FLOP per second (a multiply-add counts two) of one core at this moment. Clocks change with load
/// and heat: measure it in turn with what it is compared with.
inline double peak_flops() {
  volatile real factor = real(0.999);  // unknown to the compiler, as the sum below
  const auto start = std::chrono::steady_clock::now();
  volatile real sum = run_multiply_adds(factor, real(0.001));
  const auto end = std::chrono::steady_clock::now();
  static_cast<void>(sum);
  const double done =
      2.0 * static_cast<double>(multiply_add_turns * multiply_add_chains() * kernels::width);
  return done / std::chrono::duration<double>(end - start).count();
}

}  // namespace regsweep::bench
