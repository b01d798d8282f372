#include "tensor/gemm.hpp"

#include <fmt/format.h>

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

namespace {

void check_shapes(const MatrixView& a, const MatrixView& b, const MutableMatrixView& c) {
  RS_CHECK(a.rows == c.rows && a.columns == b.rows && b.columns == c.columns,
           fmt::format("a product of {} x {} and {} x {} is not {} x {}", a.rows, a.columns, b.rows,
                       b.columns, c.rows, c.columns));
}

}  // namespace

void gemm(const MatrixView& a, const MatrixView& b, Accumulate accumulate,
          const MutableMatrixView& c, real alpha) {
  check_shapes(a, b, c);
  const auto word = [](const MatrixView& each) {
    return each.transposed ? cxxblas::Transpose::Trans : cxxblas::Transpose::NoTrans;
  };
  const auto size = [](std::int64_t each) { return static_cast<int>(each); };
  const real beta = accumulate == Accumulate::yes ? 1 : 0;
  cxxblas::gemm<int>(cxxblas::StorageOrder::RowMajor, word(a), word(b), size(a.rows),
                     size(b.columns), size(a.columns), alpha, a.data, size(a.stride), b.data,
                     size(b.stride), beta, c.data, size(c.stride));
}

// The factors of a product, rounded to bf16; one at a time of each place.
class RoundedFactors {
 public:
  MatrixView first(const MatrixView& matrix) { return rounded(matrix, first_); }
  MatrixView second(const MatrixView& matrix) { return rounded(matrix, second_); }

 private:
  static MatrixView rounded(const MatrixView& matrix, Buffer& out) {
    const std::int64_t count = matrix.stored_rows() * matrix.stride;
    if (out.size() < static_cast<std::size_t>(count)) out.resize(static_cast<std::size_t>(count));
#ifndef REGSWEEP_DOUBLE  // where bf16_obstacle() forbids it
    kernels::round_to_bf16(count, matrix.data, out.data());
#endif
    MatrixView result = matrix;
    result.data = out.data();
    return result;
  }

  Buffer first_, second_;
};

Products::Products(Precision precision, OneDnn onednn) : onednn_(onednn) {
  if (precision == Precision::bf16) {
    RS_CHECK(bf16_obstacle().empty(), "bf16 products: " + bf16_obstacle());
  }
  if (precision == Precision::bf16 && bf16_is_fast() && onednn == OneDnn::where_faster) {
    bf16_ = std::make_shared<Bf16Products>();
  } else {
    sparse_ = std::make_shared<SparseProducts>();
    if (precision == Precision::bf16) rounded_ = std::make_shared<RoundedFactors>();
  }
}

void Products::operator()(const MatrixView& a, const MatrixView& b, Accumulate accumulate,
                          const MutableMatrixView& c) const {
  check_shapes(a, b, c);
  if (bf16_ != nullptr) {
    bf16_->gemm(a, b, accumulate, c);
  } else if (rounded_ != nullptr) {
    of_float32(rounded_->first(a), rounded_->second(b), accumulate, c);
  } else {
    of_float32(a, b, accumulate, c);
  }
}

void Products::backward(const MatrixView& g, const MatrixView& x, const MatrixView& W,
                        const MutableMatrixView& dW, const MutableMatrixView& dx) const {
  check_shapes(g.transpose(), x, dW);
  check_shapes(g, W, dx);
  if (bf16_ != nullptr) {
    bf16_->gemm(g.transpose(), x, Accumulate::no, dW);
    if (dx.data != nullptr) bf16_->gemm_of_last_a(g, W, Accumulate::no, dx);
    return;
  }
  const MatrixView used_g = rounded_ != nullptr ? rounded_->first(g) : g;
  const MatrixView used_x = rounded_ != nullptr ? rounded_->second(x) : x;
  of_float32(used_g.transpose(), used_x, Accumulate::no, dW);
  if (dx.data == nullptr) return;
  const MatrixView used_W = rounded_ != nullptr ? rounded_->second(W) : W;
  of_float32(used_g, used_W, Accumulate::no, dx);
}

void Products::of_float32(const MatrixView& a, const MatrixView& b, Accumulate accumulate,
                          const MutableMatrixView& c) const {
  const bool more_than_gemm = sparse_ != nullptr && blas_threads() == 1;
  if (more_than_gemm && (*sparse_)(a, b, accumulate, c)) return;
  const bool onednn = more_than_gemm && onednn_ == OneDnn::where_faster;
  if (onednn && onednn_gemm(a, b, accumulate, c)) return;
  gemm(a, b, accumulate, c);
}

void set_blas_threads(int threads) { openblas_set_num_threads(threads); }
int blas_threads() { return openblas_get_num_threads(); }
std::string blas_core() { return openblas_get_corename(); }
std::string blas_version() { return openblas_get_config(); }

}  // namespace regsweep
