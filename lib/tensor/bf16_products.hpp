// Matrix products of bf16 factors through oneDNN: factors are rounded to bf16 (8 bits of
// significand, to nearest, ties to even), sums are float32, and so is the result. On processors
// that multiply bf16 faster than float32 that is 2 to 6 times as fast.
//
// An optional part: without oneDNN at build time, or on another processor, bf16_obstacle() says so
// and Bf16Products cannot be made.
#pragma once

#include <memory>
#include <string>

#include "tensor/matrix_view.hpp"

namespace regsweep {

/// Why this program cannot compute bf16 products on this processor, as the end of a sentence; ""
/// when it can.
std::string bf16_obstacle();

/// Whether this processor multiplies bf16 faster than float32: with AMX, or AMD's AVX512-BF16.
/// Intel's AVX512-BF16 makes as many multiplications in a cycle as float32, behind another packing
/// of the factors (measured: half as fast as float32 in a step).
bool bf16_is_fast();

class Bf16Products {
 public:
  /// ContractError if there is an obstacle.
  Bf16Products();
  ~Bf16Products();
  Bf16Products(const Bf16Products&) = delete;
  Bf16Products& operator=(const Bf16Products&) = delete;

  /// C = A B, added to C if `accumulate`. As gemm (tensor/gemm.hpp); not to be called from two
  /// threads.
  void gemm(const MatrixView& a, const MatrixView& b, Accumulate accumulate,
            const MutableMatrixView& c);

  /// The same with the A of the call before, or its transpose, which is not rounded again.
  void gemm_of_last_a(const MatrixView& a, const MatrixView& b, Accumulate accumulate,
                      const MutableMatrixView& c);

 private:
  struct Library;  // oneDNN's engine, one primitive per shape, the rounded factors
  std::unique_ptr<Library> library_;
};

}  // namespace regsweep
