// Matrix products whose first factor is mostly zeros, as dropout and ReLU leave it: with rate 0.5
// after a ReLU three quarters of the products of a layer are multiplications by zero, which are
// left out here. Exact: the sums are those of the dense product without its zero terms, in another
// order. A zero leaves out a NaN or an infinity that it would have met.
//
// Whether a product is computed so depends on its shape and on the zeros in every eighth row of its
// first factor, on nothing else, so the bits of a trial do not depend on the machine's load, on
// workers or on interruption. With several BLAS threads it is never (gemm.hpp then uses them all).
#pragma once

#include <cstdint>
#include <vector>

#include "tensor/kernels/nonzeros.hpp"
#include "tensor/matrix_view.hpp"
#include "tensor/tensor.hpp"

namespace regsweep {

/// The largest share of nonzero elements at which leaving out the others is faster than a dense
/// product (measured: kernels_bench).
constexpr double sparse_share = 0.6;

class SparseProducts {
 public:
  SparseProducts();

  /// C = A B, added to C if `accumulate`, if that is faster without A's zeros; false, and nothing
  /// done, if not.
  bool operator()(const MatrixView& a, const MatrixView& b, Accumulate accumulate,
                  const MutableMatrixView& c);

  /// What it holds, in bytes: the same for every shape.
  static std::int64_t bytes();

 private:
  void list(const MatrixView& a, std::int64_t row, std::int64_t rows, std::int64_t k,
            std::int64_t depth);
  void pack(const MatrixView& b, std::int64_t k, std::int64_t depth, std::int64_t column,
            std::int64_t columns);

  kernels::Nonzeros nonzeros_;
  Buffer turned_;  // rows of the first factor, where it is stored transposed
  Buffer packed_;  // a part of the second factor
};

}  // namespace regsweep
