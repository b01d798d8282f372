// The kernels of OpenBLAS by the processor that each is written for. OpenBLAS chooses one when it
// is loaded, by the processor or by the variable OPENBLAS_CORETYPE; other kernels give other bits,
// and for a processor that OpenBLAS does not know yet its choice may be twenty years old and five
// times as slow as need be.
#pragma once

#include <string>
#include <vector>

namespace regsweep {

struct BlasKernel {
  std::string name;          // as blas_core() and OPENBLAS_CORETYPE have it
  std::string instructions;  // what it needs, in words
  bool runs_here = false;    // whether this processor has them; OpenBLAS does not ask, and a kernel
                             // without its instructions ends the program
  int generation = 0;        // of instructions: SSE3, SSE4.2, AVX, AVX2 with FMA, AVX-512
};

/// Those that a sweep may pin, the oldest first.
const std::vector<BlasKernel>& blas_kernels();

/// Why this process does not compute, or must not, with the kernel `wanted`: "" when all is well.
/// `used` is blas_core(), which may have been forced to a kernel that this processor cannot run.
std::string blas_kernel_refusal(const BlasKernel& wanted, const std::string& used);

/// The first kernel of the newest generation that runs here, if that is newer than the one of
/// `used`; else "".
std::string newer_blas_kernel(const std::string& used,
                              const std::vector<BlasKernel>& kernels = blas_kernels());

}  // namespace regsweep
