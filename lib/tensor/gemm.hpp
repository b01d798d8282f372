// Matrix products into existing memory, through xtensor-blas' BLAS layer on OpenBLAS. Row-major;
// nothing is allocated.
//
// The bits of a product depend on the number of BLAS threads for some shapes (measured), so a
// process sets it once at its start.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "tensor/matrix_view.hpp"
#include "tensor/tensor.hpp"

namespace regsweep {

/// C[m, n] = alpha * A[m, k] * B[k, n], added to C if `accumulate`. ContractError if the shapes do
/// not fit. C overlaps neither A nor B.
void gemm(const MatrixView& a, const MatrixView& b, Accumulate accumulate,
          const MutableMatrixView& c, real alpha = 1);

enum class Precision { float32, bf16 };

/// Whether oneDNN may compute what it computes faster than OpenBLAS. Its bits depend on its version
/// and on the processor.
enum class OneDnn { where_faster, never };

class Bf16Products;
class RoundedFactors;
class SparseProducts;

/// The products of a model's linear maps. Copies share what they keep between calls, so a model
/// makes one and hands out copies.
class Products {
 public:
  Products() = default;  // gemm above
  /// float32: without the zeros of the first factor where they are many
  /// (tensor/sparse_products.hpp), else through oneDNN where it is faster (tensor/onednn_gemm.hpp),
  /// else gemm above. bf16: factors rounded, sums and results float32, by bf16 instructions where
  /// they are faster (tensor/bf16_products.hpp), else as float32. ContractError where
  /// bf16_obstacle() says so.
  explicit Products(Precision precision, OneDnn onednn = OneDnn::where_faster);

  /// C = A B, added to C if `accumulate`: as gemm above with alpha 1.
  void operator()(const MatrixView& a, const MatrixView& b, Accumulate accumulate,
                  const MutableMatrixView& c) const;

  /// Backward through y[rows, out] = x[rows, in] W[out, in]^T with g = dL/dy[rows, out]:
  /// dW[out, in] = g^T x and, unless dx.data is null, dx[rows, in] = g W. bf16 rounds g once.
  void backward(const MatrixView& g, const MatrixView& x, const MatrixView& W,
                const MutableMatrixView& dW, const MutableMatrixView& dx) const;

 private:
  void of_float32(const MatrixView& a, const MatrixView& b, Accumulate accumulate,
                  const MutableMatrixView& c) const;

  std::shared_ptr<Bf16Products> bf16_;       // null: float32 instructions
  std::shared_ptr<RoundedFactors> rounded_;  // null: factors as they are
  std::shared_ptr<SparseProducts> sparse_;   // null: gemm alone
  OneDnn onednn_ = OneDnn::never;
};

/// One product per thread count: call before the first gemm.
void set_blas_threads(int threads);
int blas_threads();

/// OpenBLAS' kernel for this CPU, such as "SkylakeX", and its version text: provenance.
std::string blas_core();
std::string blas_version();

}  // namespace regsweep
