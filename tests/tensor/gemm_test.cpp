// Matrix products against their definition.
#include "tensor/gemm.hpp"

#include <catch2/catch.hpp>
#include <cmath>

#include "tensor/bf16_products.hpp"

using namespace regsweep;

TEST_CASE(
    "gemm: alpha op(A) op(B) + beta C for both transpositions, on asymmetric sizes and padded "
    "rows") {
  constexpr std::int64_t m = 3, n = 5, k = 4, pad = 2;
  const bool a_turned = GENERATE(false, true), b_turned = GENERATE(false, true);
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
  gemm(Transpose(a_turned), Transpose(b_turned), m, n, k, real(0.5), a.data(), a_row, b.data(),
       b_row, real(3), c.data(), c_row);
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
              Approx(0.5 * sum + 6).epsilon(1e-5));
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
  products(Transpose::yes, Transpose::no, out, in, rows, g.data(), out, x.data(), in, 0,
           dW_alone.data(), in);
  products(Transpose::no, Transpose::no, rows, in, out, g.data(), out, W.data(), in, 0,
           dx_alone.data(), in);
  products.backward(rows, out, in, g.data(), x.data(), W.data(), dW.data(), dx.data());
  REQUIRE(dW == dW_alone);
  REQUIRE(dx == dx_alone);
  std::fill(dW.begin(), dW.end(), real(0));
  products.backward(rows, out, in, g.data(), x.data(), W.data(), dW.data(), nullptr);
  REQUIRE(dW == dW_alone);
}
