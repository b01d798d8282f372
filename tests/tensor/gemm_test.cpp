// Matrix products against their definition.
#include "tensor/gemm.hpp"

#include <catch2/catch.hpp>
#include <cmath>

#include "core/error.hpp"
#include "tensor/bf16_products.hpp"

namespace regsweep::gemm_test {

TEST_CASE(
    "gemm: alpha A B, written or added, for both transpositions, on asymmetric sizes and padded "
    "rows") {
  constexpr std::int64_t m = 3, n = 5, k = 4, pad = 2;
  const bool a_turned = GENERATE(false, true), b_turned = GENERATE(false, true);
  const bool added = GENERATE(false, true);
  const std::int64_t a_row = (a_turned ? m : k) + pad, b_row = (b_turned ? k : n) + pad,
                     c_row = n + pad;
  std::vector<real> a(static_cast<std::size_t>((a_turned ? k : m) * a_row)),
      b(static_cast<std::size_t>((b_turned ? n : k) * b_row)),
      c(static_cast<std::size_t>(m * c_row), real(2));
  for (std::size_t i = 0; i < a.size(); ++i) {
    a[i] = static_cast<real>(std::sin(1.0 + static_cast<double>(i)));
  }
  for (std::size_t i = 0; i < b.size(); ++i) {
    b[i] = static_cast<real>(std::cos(2.0 + static_cast<double>(i)));
  }
  MatrixView A(a.data(), m, k, a_row), B(b.data(), k, n, b_row);
  if (a_turned) A = MatrixView(a.data(), k, m, a_row).transpose();
  if (b_turned) B = MatrixView(b.data(), n, k, b_row).transpose();
  gemm(A, B, Accumulate(added), {c.data(), m, n, c_row}, real(0.5));
  for (std::int64_t i = 0; i < m; ++i) {
    for (std::int64_t j = 0; j < n; ++j) {
      double sum = 0;
      for (std::int64_t l = 0; l < k; ++l) {
        sum += static_cast<double>(
                   a[static_cast<std::size_t>(a_turned ? l * a_row + i : i * a_row + l)]) *
               static_cast<double>(
                   b[static_cast<std::size_t>(b_turned ? j * b_row + l : l * b_row + j)]);
      }
      REQUIRE(static_cast<double>(c[static_cast<std::size_t>(i * c_row + j)]) ==
              Approx(0.5 * sum + (added ? 2 : 0)).epsilon(1e-5));
    }
    REQUIRE(c[static_cast<std::size_t>(i * c_row + n)] == 2);  // padding is not touched
  }
}

TEST_CASE("gemm: the number of threads is what was set, and the kernel has a name") {
  set_blas_threads(1);
  REQUIRE(blas_threads() == 1);
  REQUIRE(!blas_core().empty());
}

TEST_CASE(
    "products of a backward pass: both are those of two calls, bit for bit, in each precision") {
  const Precision precision = GENERATE(Precision::float32, Precision::bf16);
  if (precision == Precision::bf16 && !bf16_obstacle().empty()) return;
  constexpr std::int64_t rows = 7, out = 19, in = 33;
  std::vector<real> g(rows * out), x(rows * in), W(out * in), dW(out * in), dx(rows * in),
      dW_alone(out * in), dx_alone(rows * in);
  for (std::size_t i = 0; i < g.size(); ++i) {
    g[i] = static_cast<real>(std::sin(1.0 + static_cast<double>(i)));
  }
  for (std::size_t i = 0; i < x.size(); ++i) {
    x[i] = static_cast<real>(std::cos(0.37 * static_cast<double>(i)));
  }
  for (std::size_t i = 0; i < W.size(); ++i) {
    W[i] = static_cast<real>(std::sin(0.7 * static_cast<double>(i)));
  }
  const Products products(precision);
  const MatrixView G(g.data(), rows, out), X(x.data(), rows, in), weight(W.data(), out, in);
  products(G.transpose(), X, Accumulate::no, {dW_alone.data(), out, in});
  products(G, weight, Accumulate::no, {dx_alone.data(), rows, in});
  products.backward(G, X, weight, {dW.data(), out, in}, {dx.data(), rows, in});
  REQUIRE(dW == dW_alone);
  REQUIRE(dx == dx_alone);
  std::fill(dW.begin(), dW.end(), real(0));
  products.backward(G, X, weight, {dW.data(), out, in}, {nullptr, rows, in});
  REQUIRE(dW == dW_alone);
}

TEST_CASE("products: matrices whose shapes do not fit are refused") {
  std::vector<real> memory(12);
  const MatrixView a(memory.data(), 3, 4), b(memory.data(), 4, 3);
  REQUIRE_THROWS_AS(gemm(a, a, Accumulate::no, {memory.data(), 3, 4}), ContractError);
  REQUIRE_THROWS_AS(gemm(a, b, Accumulate::no, {memory.data(), 3, 4}), ContractError);
  REQUIRE_THROWS_AS(Products()(a, b.transpose(), Accumulate::no, {memory.data(), 3, 3}),
                    ContractError);
}

}  // namespace regsweep::gemm_test
