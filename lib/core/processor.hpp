// What the processor that this program runs on can do: every question to it is asked here. Other
// architectures than x86-64, and builds with REGSWEEP_PLAIN, have none of these instructions; each
// kernel then takes its plain form, which is slower and no less correct.
//
// REGSWEEP_X86 is defined where a file may hold instructions of x86-64 behind such a question.
#pragma once

#if defined(__x86_64__) && !defined(REGSWEEP_PLAIN)
#define REGSWEEP_X86
#endif

namespace regsweep::processor {

#if defined(REGSWEEP_X86)
inline bool has_sse3() { return __builtin_cpu_supports("sse3"); }
inline bool has_sse4() { return __builtin_cpu_supports("sse4.2"); }
inline bool has_avx() { return __builtin_cpu_supports("avx"); }
inline bool has_avx2() { return __builtin_cpu_supports("avx2"); }
inline bool has_avx2_with_fma() { return has_avx() && has_avx2() && __builtin_cpu_supports("fma"); }
/// F, BW, CD, DQ and VL: what every processor of servers with AVX-512 has.
inline bool has_avx512() {
  return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
         __builtin_cpu_supports("avx512cd") && __builtin_cpu_supports("avx512dq") &&
         __builtin_cpu_supports("avx512vl");
}
/// Compression of bytes, besides.
inline bool has_avx512_vbmi2() { return has_avx512() && __builtin_cpu_supports("avx512vbmi2"); }
inline bool has_avx512_bf16() { return has_avx512() && __builtin_cpu_supports("avx512bf16"); }
inline bool has_bmi2() { return __builtin_cpu_supports("bmi2"); }
inline bool has_popcnt() { return __builtin_cpu_supports("popcnt"); }
inline bool has_amx_tiles() { return __builtin_cpu_supports("amx-tile"); }
inline bool has_amx_bf16() { return __builtin_cpu_supports("amx-bf16"); }
inline bool is_intel() { return __builtin_cpu_is("intel"); }
/// The clones for x86-64-v4 that REGSWEEP_KERNEL makes (core/simd.hpp) run here.
inline bool runs_widest_clones() { return __builtin_cpu_supports("x86-64-v4"); }
#else
inline bool has_sse3() { return false; }
inline bool has_sse4() { return false; }
inline bool has_avx() { return false; }
inline bool has_avx2() { return false; }
inline bool has_avx2_with_fma() { return false; }
inline bool has_avx512() { return false; }
inline bool has_avx512_vbmi2() { return false; }
inline bool has_avx512_bf16() { return false; }
inline bool has_bmi2() { return false; }
inline bool has_popcnt() { return false; }
inline bool has_amx_tiles() { return false; }
inline bool has_amx_bf16() { return false; }
inline bool is_intel() { return false; }
inline bool runs_widest_clones() { return false; }
#endif

}  // namespace regsweep::processor
