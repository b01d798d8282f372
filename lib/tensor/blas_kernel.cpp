#include "tensor/blas_kernel.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "core/processor.hpp"

namespace regsweep {
namespace {

#if defined(__x86_64__)
std::vector<BlasKernel> kernels_of_this_processor() {
  using namespace processor;
  const bool fma = has_avx2_with_fma(), bf16 = has_avx512_bf16();
  return {{"Prescott", "SSE3", has_sse3(), 0},
          {"Nehalem", "SSE4.2", has_sse4(), 1},
          {"Sandybridge", "AVX", has_avx(), 2},
          {"Haswell", "AVX2 and FMA", fma, 3},
          {"Zen", "AVX2 and FMA", fma, 3},
          {"SkylakeX", "AVX-512 (F, BW, CD, DQ, VL)", has_avx512(), 4},
          {"Cooperlake", "AVX-512 with BF16", bf16, 4},
          {"SapphireRapids", "AVX-512 with BF16, and AMX", bf16 && has_amx_tiles(), 4}};
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
