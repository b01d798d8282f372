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

// Bits 0 .. 7 of each mask become every fourth bit: word w of block i is element 4 i + w.
WITH_AVX512 inline std::uint32_t interleaved(__mmask8 w0, __mmask8 w1, __mmask8 w2, __mmask8 w3) {
  return _pdep_u32(w0, 0x11111111u) | _pdep_u32(w1, 0x22222222u) | _pdep_u32(w2, 0x44444444u) | _pdep_u32(w3, 0x88888888u);
}

WITH_AVX512 void avx512_groups(const Stream& stream, const std::uint64_t* groups, std::uint16_t* bits) {
  constexpr int registers = at_once / 2;  // eight blocks each
  const __m512i multiplier_0 = _mm512_set1_epi64(0xD2511F53), multiplier_1 = _mm512_set1_epi64(0xCD9E8D57);
  __m512i c0[registers], c1[registers], c2[registers], c3[registers];
  for (int r = 0; r < registers; ++r) {
    const __m512i low = _mm512_set1_epi64(static_cast<long long>(4 * groups[2 * r]));
    const __m512i both = _mm512_mask_set1_epi64(low, 0xF0, static_cast<long long>(4 * groups[2 * r + 1]));
    c0[r] = _mm512_add_epi64(both, _mm512_set_epi64(3, 2, 1, 0, 3, 2, 1, 0));
    c1[r] = _mm512_srli_epi64(c0[r], 32);
    c2[r] = _mm512_set1_epi64(stream.step), c3[r] = _mm512_set1_epi64(stream.pass);
  }
  // The upper halves of the lanes hold what is left over from products; multiplications and the last comparison ignore them.
  std::uint32_t k0 = stream.key.seed, k1 = stream.key.stream;
  for (int round = 0; round < 10; ++round, k0 += 0x9E3779B9u, k1 += 0xBB67AE85u) {
    const __m512i key_0 = _mm512_set1_epi64(k0), key_1 = _mm512_set1_epi64(k1);
    for (int r = 0; r < registers; ++r) {
      const __m512i product_0 = _mm512_mul_epu32(c0[r], multiplier_0), product_1 = _mm512_mul_epu32(c2[r], multiplier_1);
      c0[r] = _mm512_ternarylogic_epi64(_mm512_srli_epi64(product_1, 32), c1[r], key_0, 0x96);  // 0x96: a xor b xor c
      c2[r] = _mm512_ternarylogic_epi64(_mm512_srli_epi64(product_0, 32), c3[r], key_1, 0x96);
      c1[r] = product_1, c3[r] = product_0;
    }
  }
  const __m512i drop = _mm512_set1_epi64(static_cast<long long>(stream.threshold) << 8), used = _mm512_set1_epi64(0xFFFFFF00);
  const auto kept = [&](__m512i words) WITH_AVX512 { return _mm512_cmpge_epu64_mask(_mm512_and_si512(words, used), drop); };
  for (int r = 0; r < registers; ++r) {
    const std::uint32_t pair = interleaved(kept(c0[r]), kept(c1[r]), kept(c2[r]), kept(c3[r]));
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
  has_avx512() ? avx512_groups(stream, groups, bits) : plain_groups(stream, groups, bits);
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
