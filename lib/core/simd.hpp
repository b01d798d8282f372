// How hot loops are compiled.
//
// REGSWEEP_KERNEL marks one. In the portable build the compiler makes one clone per instruction set
// and the loader picks the best at run time; a native build needs one only. Sanitizers do not mix
// with that mechanism (ifunc). A kernel is a plain loop over restrict pointers; it calls nothing
// but the vector functions declared in tensor/kernels/elementary.hpp and functions marked
// REGSWEEP_INLINE, which become part of it and so of each clone.
#pragma once

#include "core/processor.hpp"

#if defined(REGSWEEP_PORTABLE) && defined(REGSWEEP_X86) && !defined(__SANITIZE_ADDRESS__) && \
    !defined(__SANITIZE_THREAD__)
#define REGSWEEP_KERNEL \
  __attribute__((target_clones("arch=x86-64-v4", "arch=x86-64-v3", "default")))
#else
#define REGSWEEP_KERNEL
#endif

#define REGSWEEP_INLINE inline __attribute__((always_inline))
#define REGSWEEP_RESTRICT __restrict__

namespace regsweep {

/// Whether the kernels that run here have the 32 registers of 64 bytes of AVX-512.
inline bool wide_registers() {
#if defined(__AVX512F__)
  return true;
#elif defined(REGSWEEP_PORTABLE)
  return processor::runs_widest_clones();
#else
  return false;
#endif
}

}  // namespace regsweep
