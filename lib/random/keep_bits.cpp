// Two forms of one function. The plain one makes words and compares them. The other is written for AVX-512, where a block is one
// 64-bit lane of four registers: a round is then two multiplications, two shifts and two three-way xors for eight blocks, which no
// compiler finds in the plain form. It is chosen at run time, in native builds too; tests hold both against Random123.
#include "random/keep_bits.hpp"

#include <algorithm>

#if defined(__x86_64__)
#include <immintrin.h>
#endif

namespace regsweep {
namespace {

constexpr std::int64_t at_once = 12;  // groups per call of the functions below: as many as registers can hold

struct Stream {
  StreamKey key;
  std::uint32_t step, pass, threshold;
};

void plain_groups(const Stream& stream, const std::uint64_t* groups, std::uint16_t* bits) {
  std::uint32_t words[16 * at_once];
  for (std::int64_t g = 0; g < at_once;) {
    std::int64_t end = g + 1;  // neighbours are made together, in vectors
    while (end < at_once && groups[end] == groups[end - 1] + 1) ++end;
    philox_words(stream.key, stream.step, stream.pass, 4 * groups[g], static_cast<std::uint64_t>(4 * (end - g)), words + 16 * g);
    g = end;
  }
  for (std::int64_t g = 0; g < at_once; ++g) {
    std::uint32_t kept = 0;
    for (int e = 0; e < 16; ++e) kept |= static_cast<std::uint32_t>((words[16 * g + e] >> 8) >= stream.threshold) << e;
    bits[g] = static_cast<std::uint16_t>(kept);
  }
}

#if defined(__x86_64__)
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wuninitialized"  // the compiler's own header leaves registers undefined on purpose
#define WITH_AVX512 __attribute__((target("avx512f,avx512dq,avx512bw,avx512vl,bmi2")))

// Of blocks whose number fits into 32 bits, and a threshold below 2^24. In the first two rounds half of the state is the same in all
// blocks, the counter's upper words being so, and is computed once.
WITH_AVX512 void avx512_groups(const Stream& stream, const std::uint64_t* groups, std::uint16_t* bits) {
  constexpr int registers = at_once / 2;  // eight blocks each
  constexpr std::uint64_t m0 = 0xD2511F53, m1 = 0xCD9E8D57;
  constexpr std::uint32_t w0 = 0x9E3779B9, w1 = 0xBB67AE85;
  const auto all = [](std::uint64_t x) WITH_AVX512 { return _mm512_set1_epi64(static_cast<long long>(x)); };
  const auto upper = [](__m512i x) WITH_AVX512 { return _mm512_srli_epi64(x, 32); };
  const __m512i multiplier_0 = all(m0), multiplier_1 = all(m1);
  std::uint32_t k0 = stream.key.seed, k1 = stream.key.stream;
  const std::uint64_t first = stream.step * m1, second = ((first >> 32) ^ k0) * m0;  // products of the first and of the second round
  const __m512i first_c2 = all(stream.pass ^ k1);
  k0 += w0, k1 += w1;
  const __m512i second_c0 = all(static_cast<std::uint32_t>(first) ^ k0), second_c2 = all((second >> 32) ^ k1);
  // The upper halves of the lanes hold what is left over from products; multiplications and the last comparison ignore them.
  __m512i c0[registers], c1[registers], c2[registers], c3[registers];
  for (int r = 0; r < registers; ++r) {
    const __m512i both = _mm512_mask_set1_epi64(all(4 * groups[2 * r]), 0xF0, static_cast<long long>(4 * groups[2 * r + 1]));
    const __m512i product_0 = _mm512_mul_epu32(_mm512_add_epi64(both, _mm512_set_epi64(3, 2, 1, 0, 3, 2, 1, 0)), multiplier_0);
    const __m512i product_1 = _mm512_mul_epu32(_mm512_xor_si512(upper(product_0), first_c2), multiplier_1);
    c0[r] = _mm512_xor_si512(upper(product_1), second_c0), c1[r] = product_1;
    c2[r] = _mm512_xor_si512(product_0, second_c2), c3[r] = all(second);
  }
  for (int round = 2; round < 10; ++round) {
    k0 += w0, k1 += w1;
    const __m512i key_0 = all(k0), key_1 = all(k1);
    for (int r = 0; r < registers; ++r) {
      const __m512i product_0 = _mm512_mul_epu32(c0[r], multiplier_0), product_1 = _mm512_mul_epu32(c2[r], multiplier_1);
      c0[r] = _mm512_ternarylogic_epi64(upper(product_1), c1[r], key_0, 0x96);  // 0x96: a xor b xor c
      c2[r] = _mm512_ternarylogic_epi64(upper(product_0), c3[r], key_1, 0x96);
      c1[r] = product_1, c3[r] = product_0;
    }
  }
  // Two words of a block side by side, so that a comparison gives the bits of both in turn: word w of block i is element 4 i + w.
  const __m512i drop = _mm512_set1_epi32(static_cast<int>(stream.threshold << 8));
  const auto kept = [&](__m512i even, __m512i odd)
                        WITH_AVX512 { return _mm512_cmpge_epu32_mask(_mm512_mask_shuffle_epi32(even, 0xAAAA, odd, _MM_PERM_CCAA), drop); };
  for (int r = 0; r < registers; ++r) {
    const std::uint32_t pair = _pdep_u32(kept(c0[r], c1[r]), 0x33333333u) | _pdep_u32(kept(c2[r], c3[r]), 0xCCCCCCCCu);
    bits[2 * r] = static_cast<std::uint16_t>(pair), bits[2 * r + 1] = static_cast<std::uint16_t>(pair >> 16);
  }
}

#pragma GCC diagnostic pop

bool has_avx512() {
  static const bool has = __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512bw") &&
                          __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("bmi2");
  return has;
}

void make_groups(const Stream& stream, const std::uint64_t* groups, std::uint16_t* bits) {
  std::uint64_t largest = 0;
  for (std::int64_t g = 0; g < at_once; ++g) largest = std::max(largest, groups[g]);
  const bool usual = largest < std::uint64_t{1} << 30 && stream.threshold < std::uint32_t{1} << 24;
  usual&& has_avx512() ? avx512_groups(stream, groups, bits) : plain_groups(stream, groups, bits);
}
#else
void make_groups(const Stream& stream, const std::uint64_t* groups, std::uint16_t* bits) { plain_groups(stream, groups, bits); }
#endif

}  // namespace

void keep_bits(StreamKey key, std::uint32_t step, std::uint32_t pass, std::uint32_t threshold, std::uint64_t first_group,
               std::int64_t count, std::uint16_t* bits) {
  std::uint64_t groups[at_once];
  std::uint16_t last[at_once];
  for (std::int64_t g = 0; g < count; g += at_once) {
    for (std::int64_t i = 0; i < at_once; ++i) groups[i] = first_group + static_cast<std::uint64_t>(g + i);
    const bool whole = g + at_once <= count;
    make_groups({key, step, pass, threshold}, groups, whole ? bits + g : last);
    if (!whole) std::copy_n(last, count - g, bits + g);
  }
}

void keep_bits_of(StreamKey key, std::uint32_t step, std::uint32_t pass, std::uint32_t threshold, std::uint64_t first_group,
                  std::span<const std::uint32_t> groups, std::uint16_t* bits) {
  std::uint64_t wanted[at_once];
  std::uint16_t made[at_once];
  for (std::size_t g = 0; g < groups.size(); g += at_once) {
    const std::size_t now = std::min<std::size_t>(at_once, groups.size() - g);
    for (std::size_t i = 0; i < at_once; ++i) wanted[i] = first_group + groups[g + std::min(i, now - 1)];
    make_groups({key, step, pass, threshold}, wanted, made);
    for (std::size_t i = 0; i < now; ++i) bits[groups[g + i]] = made[i];
  }
}

}  // namespace regsweep
