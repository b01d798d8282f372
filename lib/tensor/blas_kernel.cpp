#include "tensor/blas_kernel.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace regsweep {
namespace {

#if defined(__x86_64__)
bool has_avx512() {
  return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
         __builtin_cpu_supports("avx512cd") && __builtin_cpu_supports("avx512dq") &&
         __builtin_cpu_supports("avx512vl");
}

std::vector<BlasKernel> kernels_of_this_processor() {
  __builtin_cpu_init();
  const bool sse3 = __builtin_cpu_supports("sse3"), sse4 = __builtin_cpu_supports("sse4.2"),
             avx = __builtin_cpu_supports("avx");
  const bool fma = avx && __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");
  const bool bf16 = has_avx512() && __builtin_cpu_supports("avx512bf16");
  return {{"Prescott", "SSE3", sse3, 0},
          {"Nehalem", "SSE4.2", sse4, 1},
          {"Sandybridge", "AVX", avx, 2},
          {"Haswell", "AVX2 and FMA", fma, 3},
          {"Zen", "AVX2 and FMA", fma, 3},
          {"SkylakeX", "AVX-512 (F, BW, CD, DQ, VL)", has_avx512(), 4},
          {"Cooperlake", "AVX-512 with BF16", bf16, 4},
          {"SapphireRapids", "AVX-512 with BF16, and AMX",
           bf16 && __builtin_cpu_supports("amx-tile"), 4}};
}
#else
std::vector<BlasKernel> kernels_of_this_processor() { return {}; }
#endif

}  // namespace

const std::vector<BlasKernel>& blas_kernels() {
  static const std::vector<BlasKernel> kernels = kernels_of_this_processor();
  return kernels;
}

std::string blas_kernel_refusal(const BlasKernel& wanted, const std::string& used) {
  if (!wanted.runs_here) {
    return fmt::format("needs {}, which this processor does not have", wanted.instructions);
  }
  if (used == wanted.name) return "";
  return fmt::format(
      "is not a kernel that the OpenBLAS installed here can be told to use (it uses {})", used);
}

std::string newer_blas_kernel(const std::string& used, const std::vector<BlasKernel>& kernels) {
  const auto is_used = [&](const BlasKernel& each) { return each.name == used; };
  const auto in_use = std::find_if(kernels.begin(), kernels.end(), is_used);
  if (in_use == kernels.end()) return "";  // of a kernel that is not in the list nothing is known
  const BlasKernel* best = &*in_use;
  for (const BlasKernel& each : kernels) {
    if (each.runs_here && each.generation > best->generation) best = &each;
  }
  return best == &*in_use ? "" : best->name;
}

}  // namespace regsweep
