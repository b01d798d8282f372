// Products of a mostly zero matrix against their definition, and when they are chosen.
#include "tensor/sparse_products.hpp"

#include <catch2/catch.hpp>
#include <cmath>

#include "tensor/gemm.hpp"

namespace regsweep::sparse_products_test {

struct Case {
  std::int64_t m, n, k;
};

// [rows, columns] with rows `row` apart; about `share` of the elements are not zero.
Buffer matrix(std::int64_t rows, std::int64_t row, double share, double phase) {
  Buffer x(static_cast<std::size_t>(rows * row));
  for (std::size_t i = 0; i < x.size(); ++i) {
    const double drawn = std::fmod(0.6180339887 * static_cast<double>(i) + phase, 1.0);
    x[i] = drawn < share ? static_cast<real>(std::sin(1.0 + phase + 1.3 * static_cast<double>(i)))
                         : real(0);
  }
  return x;
}

TEST_CASE(
    "sparse products: C = A B, written or added, for both transpositions, on sizes that fill no "
    "block") {
  const Case size =
      GENERATE(Case{16, 64, 16}, Case{37, 83, 129}, Case{300, 130, 70}, Case{21, 257, 200});
  const bool a_turned = GENERATE(false, true), b_turned = GENERATE(false, true),
             add = GENERATE(false, true);
  const auto [m, n, k] = size;
  const std::int64_t a_row = (a_turned ? m : k) + 3, b_row = (b_turned ? k : n) + 5, c_row = n + 2;
  const Buffer a = matrix(a_turned ? k : m, a_row, 0.37, 0.1),
               b = matrix(b_turned ? n : k, b_row, 1, 0.7);
  Buffer c(static_cast<std::size_t>(m * c_row), real(2));
  SparseProducts products;
  MatrixView A(a.data(), m, k, a_row), B(b.data(), k, n, b_row);
  if (a_turned) A = MatrixView(a.data(), k, m, a_row).transpose();
  if (b_turned) B = MatrixView(b.data(), n, k, b_row).transpose();
  REQUIRE(products(A, B, Accumulate(add), {c.data(), m, n, c_row}));
  for (std::int64_t i = 0; i < m; ++i) {
    for (std::int64_t j = 0; j < n; ++j) {
      double sum = add ? 2 : 0;
      for (std::int64_t l = 0; l < k; ++l) {
        sum += static_cast<double>(
                   a[static_cast<std::size_t>(a_turned ? l * a_row + i : i * a_row + l)]) *
               static_cast<double>(
                   b[static_cast<std::size_t>(b_turned ? j * b_row + l : l * b_row + j)]);
      }
      REQUIRE(static_cast<double>(c[static_cast<std::size_t>(i * c_row + j)]) ==
              Approx(sum).epsilon(1e-5).margin(1e-5));
    }
    REQUIRE(c[static_cast<std::size_t>(i * c_row + n)] == 2);  // padding is not touched
  }
}

TEST_CASE(
    "sparse products: a dense first factor and a small product are left to gemm, and C is not "
    "touched") {
  const double share = GENERATE(0.37, 0.9);
  const Case size =
      GENERATE(Case{40, 80, 60}, Case{15, 80, 60}, Case{40, 63, 60}, Case{40, 80, 15});
  const Buffer a = matrix(size.m, size.k, share, 0.2), b = matrix(size.k, size.n, 1, 0.4);
  Buffer c(static_cast<std::size_t>(size.m * size.n), real(7));
  const bool chosen = share < 0.5 && size.m == 40 && size.n == 80 && size.k == 60;
  SparseProducts products;
  CHECK(products({a.data(), size.m, size.k}, {b.data(), size.k, size.n}, Accumulate::no,
                 {c.data(), size.m, size.n}) == chosen);
  if (!chosen) CHECK(c == Buffer(c.size(), real(7)));
}

TEST_CASE("sparse products: not a number passes through, but not past a zero") {
  const std::int64_t m = 32, n = 70, k = 40;
  Buffer a = matrix(m, k, 0.37, 0.3), b = matrix(k, n, 1, 0.6), c(static_cast<std::size_t>(m * n));
  for (std::int64_t l = 0; l < k; ++l) a[static_cast<std::size_t>(5 * k + l)] = 0;
  a[3] = std::nan("");
  b[0] = std::nan("");
  SparseProducts products;
  REQUIRE(products({a.data(), m, k}, {b.data(), k, n}, Accumulate::no, {c.data(), m, n}));
  for (std::int64_t j = 0; j < n; ++j) {
    CHECK(std::isnan(c[static_cast<std::size_t>(j)]));
    CHECK(c[static_cast<std::size_t>(5 * n + j)] == 0);
  }
}

TEST_CASE("sparse products: float32 products use them with one thread, and gemm with several") {
  const std::int64_t m = 64, n = 96, k = 80;
  const Buffer a = matrix(m, k, 0.37, 0.15), b = matrix(k, n, 1, 0.55);
  Buffer sparse(static_cast<std::size_t>(m * n)), dense = sparse, used = sparse;
  const MatrixView A(a.data(), m, k), B(b.data(), k, n);
  SparseProducts()(A, B, Accumulate::no, {sparse.data(), m, n});
  gemm(A, B, Accumulate::no, {dense.data(), m, n});
  const Products products(Precision::float32);
  set_blas_threads(1);
  products(A, B, Accumulate::no, {used.data(), m, n});
  CHECK(used == sparse);
  set_blas_threads(2);
  products(A, B, Accumulate::no, {used.data(), m, n});
  gemm(A, B, Accumulate::no, {dense.data(), m, n});
  set_blas_threads(1);
  CHECK(used == dense);
}

}  // namespace regsweep::sparse_products_test
