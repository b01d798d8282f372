// Matrix products into existing memory, through xtensor-blas' BLAS layer on OpenBLAS. Row-major;
// nothing is allocated.
//
// The bits of a product depend on the number of BLAS threads for some shapes (measured), so a
// process sets it once at its start.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "tensor/tensor.hpp"

namespace regsweep {

enum class Transpose : bool { no = false, yes = true };

/// C[m, n] = alpha * op(A)[m, k] * op(B)[k, n] + beta * C. Leading dimensions are the row lengths
/// as stored.
void gemm(Transpose a_transpose, Transpose b_transpose, std::int64_t m, std::int64_t n,
          std::int64_t k, real alpha, const real* a, std::int64_t a_row, const real* b,
          std::int64_t b_row, real beta, real* c, std::int64_t c_row);

enum class Precision { float32, bf16 };

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
  explicit Products(Precision precision);

  /// C[m, n] = op(A)[m, k] op(B)[k, n] + beta * C with beta 0 or 1.
  void operator()(Transpose a_transpose, Transpose b_transpose, std::int64_t m, std::int64_t n,
                  std::int64_t k, const real* a, std::int64_t a_row, const real* b,
                  std::int64_t b_row, real beta, real* c, std::int64_t c_row) const;

  /// Backward through y[rows, out] = x[rows, in] W[out, in]^T: dW = g^T x and, unless dx is null,
  /// dx = g W. bf16 rounds g once.
  void backward(std::int64_t rows, std::int64_t out, std::int64_t in, const real* g, const real* x,
                const real* W, real* dW, real* dx) const;

 private:
  void of_float32(bool a_transposed, bool b_transposed, std::int64_t m, std::int64_t n,
                  std::int64_t k, const real* a, std::int64_t a_row, const real* b,
                  std::int64_t b_row, bool add, real* c, std::int64_t c_row) const;

  std::shared_ptr<Bf16Products> bf16_;       // null: float32 instructions
  std::shared_ptr<RoundedFactors> rounded_;  // null: factors as they are
  std::shared_ptr<SparseProducts> sparse_;   // null: gemm alone
};

/// One product per thread count: call before the first gemm.
void set_blas_threads(int threads);
int blas_threads();

/// OpenBLAS' kernel for this CPU, such as "SkylakeX", and its version text: provenance.
std::string blas_core();
std::string blas_version();

}  // namespace regsweep
