// Matrix products of float32 factors through oneDNN, where they are faster than OpenBLAS': of a
// million multiplications and more on processors with AVX-512, 1.0 to 1.4 times (experiments/bench,
// `kernels_bench --benchmark_filter=product`).
//
// An optional part: without oneDNN at build time, or in double precision, there are none. The bits
// are oneDNN's own and depend on its version and on the caches of the processor, so a sweep that
// pins OpenBLAS' kernel for equal bits on unequal nodes leaves them out.
#pragma once

#include <string>

#include "tensor/matrix_view.hpp"

namespace regsweep {

/// oneDNN's version, "" without it: provenance.
std::string onednn_version();

/// C = A B, added to C if `accumulate`, as gemm (tensor/gemm.hpp); false, and nothing done, where
/// OpenBLAS is to compute it. Which of the two is a matter of the shape and of the processor, never
/// of numbers or addresses.
bool onednn_gemm(const MatrixView& a, const MatrixView& b, Accumulate accumulate,
                 const MutableMatrixView& c);

}  // namespace regsweep
