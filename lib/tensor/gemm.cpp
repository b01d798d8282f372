#include "tensor/gemm.hpp"

#include <xtensor-blas/xblas.hpp>

#include "core/error.hpp"
#include "tensor/bf16_products.hpp"
#include "tensor/kernels/bf16.hpp"
#include "tensor/onednn_gemm.hpp"
#include "tensor/sparse_products.hpp"

extern "C" {
void openblas_set_num_threads(int);
int openblas_get_num_threads(void);
char* openblas_get_corename(void);
char* openblas_get_config(void);
}

namespace regsweep {

void gemm(Transpose a_transpose, Transpose b_transpose, std::int64_t m, std::int64_t n,
          std::int64_t k, real alpha, const real* a, std::int64_t a_row, const real* b,
          std::int64_t b_row, real beta, real* c, std::int64_t c_row) {
  const auto word = [](Transpose each) {
    return each == Transpose::yes ? cxxblas::Transpose::Trans : cxxblas::Transpose::NoTrans;
  };
  const auto size = [](std::int64_t each) { return static_cast<int>(each); };
  cxxblas::gemm<int>(cxxblas::StorageOrder::RowMajor, word(a_transpose), word(b_transpose), size(m),
                     size(n), size(k), alpha, a, size(a_row), b, size(b_row), beta, c, size(c_row));
}

// The factors of a product, rounded to bf16; one at a time of each place.
class RoundedFactors {
 public:
  const real* first(std::int64_t count, const real* x) { return rounded(count, x, first_); }
  const real* second(std::int64_t count, const real* x) { return rounded(count, x, second_); }

 private:
  static const real* rounded(std::int64_t count, const real* x, Buffer& out) {
    if (out.size() < static_cast<std::size_t>(count)) out.resize(static_cast<std::size_t>(count));
#ifndef REGSWEEP_DOUBLE  // where bf16_obstacle() forbids it
    kernels::round_to_bf16(count, x, out.data());
#endif
    return out.data();
  }

  Buffer first_, second_;
};

Products::Products(Precision precision) {
  if (precision == Precision::bf16) {
    RS_CHECK(bf16_obstacle().empty(), "bf16 products: " + bf16_obstacle());
  }
  if (precision == Precision::bf16 && bf16_is_fast() && onednn_allowed()) {
    bf16_ = std::make_shared<Bf16Products>();
  } else {
    sparse_ = std::make_shared<SparseProducts>();
    if (precision == Precision::bf16) rounded_ = std::make_shared<RoundedFactors>();
  }
}

void Products::operator()(Transpose a_transpose, Transpose b_transpose, std::int64_t m,
                          std::int64_t n, std::int64_t k, const real* a, std::int64_t a_row,
                          const real* b, std::int64_t b_row, real beta, real* c,
                          std::int64_t c_row) const {
  const bool a_turned = a_transpose == Transpose::yes, b_turned = b_transpose == Transpose::yes;
  if (bf16_ != nullptr) {
    return bf16_->gemm(a_turned, b_turned, m, n, k, a, a_row, b, b_row, beta == 1, c, c_row);
  }
  if (rounded_ != nullptr) {
    a = rounded_->first((a_turned ? k : m) * a_row, a);
    b = rounded_->second((b_turned ? n : k) * b_row, b);
  }
  of_float32(a_turned, b_turned, m, n, k, a, a_row, b, b_row, beta == 1, c, c_row);
}

void Products::backward(std::int64_t rows, std::int64_t out, std::int64_t in, const real* g,
                        const real* x, const real* W, real* dW, real* dx) const {
  if (bf16_ != nullptr) {
    bf16_->gemm(true, false, out, in, rows, g, out, x, in, false, dW, in);
    if (dx != nullptr) {
      bf16_->gemm_of_last_a(false, false, rows, in, out, out, W, in, false, dx, in);
    }
    return;
  }
  if (rounded_ != nullptr) g = rounded_->first(rows * out, g), x = rounded_->second(rows * in, x);
  of_float32(true, false, out, in, rows, g, out, x, in, false, dW, in);
  if (dx == nullptr) return;
  if (rounded_ != nullptr) W = rounded_->second(out * in, W);
  of_float32(false, false, rows, in, out, g, out, W, in, false, dx, in);
}

void Products::of_float32(bool a_transposed, bool b_transposed, std::int64_t m, std::int64_t n,
                          std::int64_t k, const real* a, std::int64_t a_row, const real* b,
                          std::int64_t b_row, bool add, real* c, std::int64_t c_row) const {
  const bool more_than_gemm = sparse_ != nullptr && blas_threads() == 1;
  if (more_than_gemm &&
      (*sparse_)(a_transposed, b_transposed, m, n, k, a, a_row, b, b_row, add, c, c_row)) {
    return;
  }
  if (more_than_gemm &&
      onednn_gemm(a_transposed, b_transposed, m, n, k, a, a_row, b, b_row, add, c, c_row)) {
    return;
  }
  gemm(Transpose(a_transposed), Transpose(b_transposed), m, n, k, 1, a, a_row, b, b_row,
       add ? 1 : 0, c, c_row);
}

void set_blas_threads(int threads) { openblas_set_num_threads(threads); }
int blas_threads() { return openblas_get_num_threads(); }
std::string blas_core() { return openblas_get_corename(); }
std::string blas_version() { return openblas_get_config(); }

}  // namespace regsweep
