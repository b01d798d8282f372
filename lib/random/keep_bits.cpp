// Two forms of one function. The plain one makes words and compares them. The other is written for
// AVX-512, where a block is one 64-bit lane of two registers: a round is then two multiplications,
// a shift, two shuffles and one three-way xor for eight blocks, which no compiler finds in the
// plain form. It is chosen at run time, in native builds too; tests compare both with Random123.
#include "random/keep_bits.hpp"

#include <algorithm>
#include <cstring>

#include "core/processor.hpp"
#include "random/philox_constants.hpp"

#if defined(REGSWEEP_X86)
#include <immintrin.h>
#endif

namespace regsweep {
namespace {

constexpr std::int64_t at_once = 16;  // groups per call of the functions below: their rounds are
                                      // independent, which hides latencies

// What all blocks of a call have in common. In the first two rounds half of the state is the same
// in all of them, the upper words of the counter being so.
struct Stream {
  StreamKey key;
  std::uint32_t step, pass, threshold;
  std::uint64_t after_first, after_second_x, after_second_y, keys[8];  // for the AVX-512 form

  Stream(StreamKey key, std::uint32_t step, std::uint32_t pass, std::uint32_t threshold);
};

constexpr std::uint64_t m0 = philox::multiplier_0, m1 = philox::multiplier_1;

Stream::Stream(StreamKey own, std::uint32_t at_step, std::uint32_t at_pass,
               std::uint32_t own_threshold)
    : key(own), step(at_step), pass(at_pass), threshold(own_threshold) {
  std::uint32_t k0 = key.seed, k1 = key.stream;
  const auto next_key = [&] {
    k0 += philox::weyl_0;
    k1 += philox::weyl_1;
  };
  const auto upper = [](std::uint64_t x) { return static_cast<std::uint32_t>(x >> 32); };
  const auto both = [](std::uint32_t low, std::uint32_t high) {
    return low | std::uint64_t{high} << 32;
  };
  const std::uint64_t first = step * m1, second = (upper(first) ^ k0) * m0;
  after_first = pass ^ k1;
  next_key();
  after_second_x = both(static_cast<std::uint32_t>(first) ^ k0, upper(second) ^ k1);
  after_second_y = both(0, static_cast<std::uint32_t>(second));
  for (std::uint64_t& each : keys) {
    next_key();
    each = both(k0, k1);
  }
}

void plain_groups(const Stream& stream, const std::uint64_t* groups, std::uint16_t* bits) {
  std::uint32_t words[16 * at_once];
  for (std::int64_t g = 0; g < at_once;) {
    std::int64_t end = g + 1;  // neighbours are made together, in vectors
    while (end < at_once && groups[end] == groups[end - 1] + 1) ++end;
    philox_words(stream.key, stream.step, stream.pass, 4 * groups[g],
                 static_cast<std::uint64_t>(4 * (end - g)), words + 16 * g);
    g = end;
  }
  for (std::int64_t g = 0; g < at_once; ++g) {
    std::uint32_t kept = 0;
    for (int e = 0; e < 16; ++e) {
      kept |= static_cast<std::uint32_t>((words[16 * g + e] >> 8) >= stream.threshold) << e;
    }
    bits[g] = static_cast<std::uint16_t>(kept);
  }
}

#if defined(REGSWEEP_X86)
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored \
    "-Wuninitialized"  // the compiler's own header leaves registers undefined on purpose
#pragma GCC diagnostic ignored "-Wmaybe-uninitialized"
#define WITH_AVX512 __attribute__((target("avx512f,avx512dq,avx512bw,avx512vl,bmi2")))

// Of blocks whose number fits into 32 bits, and a threshold below 2^24. A lane of x holds words 0
// and 2 of its block, one of y words 1 and 3, in this order from the lowest bit on: a
// multiplication leaves each half where the next round wants it, or next to it.
WITH_AVX512 void avx512_groups(const Stream& stream, const std::uint64_t* groups,
                               std::uint16_t* bits) {
  constexpr int registers = at_once / 2;  // eight blocks each
  constexpr __mmask16 lower = 0x5555, upper = 0xAAAA;
  const auto all = [](std::uint64_t value)
                       WITH_AVX512 { return _mm512_set1_epi64(static_cast<long long>(value)); };
  const __m512i multiplier_0 = all(m0), multiplier_1 = all(m1),
                within = _mm512_set_epi64(3 * m0, 2 * m0, m0, 0, 3 * m0, 2 * m0, m0, 0);
  __m512i x[registers], y[registers];
#pragma GCC unroll 8
  for (int r = 0; r < registers; ++r) {
    const std::uint64_t first = 4 * m0 * groups[2 * r], second = 4 * m0 * groups[2 * r + 1];
    const __m512i product_0 = _mm512_add_epi64(
        _mm512_mask_set1_epi64(all(first), 0xF0, static_cast<long long>(second)), within);
    const __m512i product_1 = _mm512_mul_epu32(
        _mm512_xor_si512(_mm512_srli_epi64(product_0, 32), all(stream.after_first)), multiplier_1);
    const __m512i next = _mm512_mask_shuffle_epi32(_mm512_srli_epi64(product_1, 32), upper,
                                                   product_0, _MM_PERM_CCAA);
    x[r] = _mm512_xor_si512(next, all(stream.after_second_x));
    y[r] = _mm512_mask_mov_epi32(product_1, upper, all(stream.after_second_y));
  }
#pragma GCC unroll 8
  for (const std::uint64_t key : stream.keys) {
#pragma GCC unroll 8
    for (int r = 0; r < registers; ++r) {
      const __m512i product_0 = _mm512_mul_epu32(x[r], multiplier_0),
                    product_1 = _mm512_mul_epu32(_mm512_srli_epi64(x[r], 32), multiplier_1);
      const __m512i next = _mm512_mask_shuffle_epi32(product_0, lower, product_1, _MM_PERM_DDBB);
      x[r] = _mm512_ternarylogic_epi64(next, y[r], all(key), 0x96);  // 0x96: a xor b xor c
      y[r] = _mm512_mask_shuffle_epi32(product_1, upper, product_0, _MM_PERM_CCAA);
    }
  }
  const __m512i drop = _mm512_set1_epi32(static_cast<int>(stream.threshold << 8));
#pragma GCC unroll 8
  for (int r = 0; r < registers; ++r) {
    const std::uint32_t even = _mm512_cmpge_epu32_mask(x[r], drop),
                        odd = _mm512_cmpge_epu32_mask(y[r], drop);
    const std::uint32_t pair = _pdep_u32(even, 0x55555555u) | _pdep_u32(odd, 0xAAAAAAAAu);
    std::memcpy(bits + 2 * r, &pair, sizeof pair);
  }
}

#pragma GCC diagnostic pop

#endif

using MakeGroups = void (*)(const Stream& stream, const std::uint64_t* groups, std::uint16_t* bits);

MakeGroups maker([[maybe_unused]] const Stream& stream, [[maybe_unused]] std::uint64_t end_group) {
#if defined(REGSWEEP_X86)
  static const bool fast = processor::has_avx512() && processor::has_bmi2();
  constexpr std::uint64_t end_of_32_bit_blocks = std::uint64_t{1} << 30;
  constexpr std::uint32_t end_of_thresholds = std::uint32_t{1} << 24;
  const bool usual = end_group <= end_of_32_bit_blocks && stream.threshold < end_of_thresholds;
  if (fast && usual) return avx512_groups;
#endif
  return plain_groups;
}

void make_consecutive(MakeGroups make_groups, const Stream& stream, std::uint64_t first_group,
                      std::int64_t count, std::uint16_t* bits) {
  std::uint64_t groups[at_once];
  std::uint16_t last[at_once];
  for (std::int64_t g = 0; g < count; g += at_once) {
    for (std::int64_t i = 0; i < at_once; ++i) {
      groups[i] = first_group + static_cast<std::uint64_t>(g + i);
    }
    const bool whole = g + at_once <= count;
    make_groups(stream, groups, whole ? bits + g : last);
    if (!whole) std::copy_n(last, count - g, bits + g);
  }
}

}  // namespace

void keep_bits(StreamKey key, std::uint32_t step, std::uint32_t pass, std::uint32_t threshold,
               std::uint64_t first_group, std::int64_t count, std::uint16_t* bits) {
  const Stream stream(key, step, pass, threshold);
  const MakeGroups make_groups = maker(stream, first_group + static_cast<std::uint64_t>(count));
  make_consecutive(make_groups, stream, first_group, count, bits);
}

void keep_bits_plainly(StreamKey key, std::uint32_t step, std::uint32_t pass,
                       std::uint32_t threshold, std::uint64_t first_group, std::int64_t count,
                       std::uint16_t* bits) {
  make_consecutive(plain_groups, {key, step, pass, threshold}, first_group, count, bits);
}

void keep_bits_of(StreamKey key, std::uint32_t step, std::uint32_t pass, std::uint32_t threshold,
                  std::uint64_t first_group, std::span<const std::uint32_t> groups,
                  std::uint16_t* bits) {
  if (groups.empty()) return;
  const Stream stream(key, step, pass, threshold);
  const MakeGroups make_groups =
      maker(stream, first_group + *std::max_element(groups.begin(), groups.end()) + 1);
  std::uint64_t wanted[at_once];
  std::uint16_t made[at_once];
  for (std::size_t g = 0; g < groups.size(); g += at_once) {
    const std::size_t now = std::min<std::size_t>(at_once, groups.size() - g);
    for (std::size_t i = 0; i < at_once; ++i) {
      wanted[i] = first_group + groups[g + std::min(i, now - 1)];
    }
    make_groups(stream, wanted, made);
    for (std::size_t i = 0; i < now; ++i) bits[groups[g + i]] = made[i];
  }
}

}  // namespace regsweep
