#include "tensor/gemm.hpp"

#include <xtensor-blas/xblas.hpp>

#include "tensor/bf16_products.hpp"
#include "tensor/sparse_products.hpp"

extern "C" {
void openblas_set_num_threads(int);
int openblas_get_num_threads(void);
char* openblas_get_corename(void);
char* openblas_get_config(void);
}

namespace regsweep {

void gemm(Transpose a_transpose, Transpose b_transpose, std::int64_t m, std::int64_t n, std::int64_t k, real alpha, const real* a,
          std::int64_t a_row, const real* b, std::int64_t b_row, real beta, real* c, std::int64_t c_row) {
  const auto word = [](Transpose each) { return each == Transpose::yes ? cxxblas::Transpose::Trans : cxxblas::Transpose::NoTrans; };
  const auto size = [](std::int64_t each) { return static_cast<int>(each); };
  cxxblas::gemm<int>(cxxblas::StorageOrder::RowMajor, word(a_transpose), word(b_transpose), size(m), size(n), size(k), alpha, a,
                     size(a_row), b, size(b_row), beta, c, size(c_row));
}

Products::Products(Precision precision) {
  if (precision == Precision::bf16)
    bf16_ = std::make_shared<Bf16Products>();
  else
    sparse_ = std::make_shared<SparseProducts>();
}

void Products::operator()(Transpose a_transpose, Transpose b_transpose, std::int64_t m, std::int64_t n, std::int64_t k, const real* a,
                          std::int64_t a_row, const real* b, std::int64_t b_row, real beta, real* c, std::int64_t c_row) const {
  const bool a_turned = a_transpose == Transpose::yes, b_turned = b_transpose == Transpose::yes;
  if (bf16_ != nullptr) return bf16_->gemm(a_turned, b_turned, m, n, k, a, a_row, b, b_row, beta == 1, c, c_row);
  const bool may_be_sparse = sparse_ != nullptr && blas_threads() == 1;
  if (may_be_sparse && (*sparse_)(a_turned, b_turned, m, n, k, a, a_row, b, b_row, beta == 1, c, c_row)) return;
  gemm(a_transpose, b_transpose, m, n, k, 1, a, a_row, b, b_row, beta, c, c_row);
}

void Products::backward(std::int64_t rows, std::int64_t out, std::int64_t in, const real* g, const real* x, const real* W, real* dW,
                        real* dx) const {
  (*this)(Transpose::yes, Transpose::no, out, in, rows, g, out, x, in, 0, dW, in);
  if (dx == nullptr) return;
  if (bf16_ == nullptr) return (*this)(Transpose::no, Transpose::no, rows, in, out, g, out, W, in, 0, dx, in);
  bf16_->gemm_of_last_a(false, false, rows, in, out, out, W, in, false, dx, in);
}

void set_blas_threads(int threads) { openblas_set_num_threads(threads); }
int blas_threads() { return openblas_get_num_threads(); }
std::string blas_core() { return openblas_get_corename(); }
std::string blas_version() { return openblas_get_config(); }

}  // namespace regsweep
