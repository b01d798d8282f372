// Products of float32 factors through oneDNN against sums in double, and what decides whether
// oneDNN computes them.
#include "tensor/onednn_gemm.hpp"

#include <catch2/catch.hpp>
#include <cmath>
#include <vector>

#include "tensor/blas_kernel.hpp"
#include "tensor/gemm.hpp"

namespace regsweep::onednn_gemm_test {

constexpr std::int64_t m = 131, n = 97, k = 111, pad = 3;  // more than 2^20 multiplications

struct Case {
  bool a_turned, b_turned, add;
  std::int64_t a_row = (a_turned ? m : k) + pad, b_row = (b_turned ? k : n) + pad, c_row = n + pad;
  std::vector<real> a = numbers((a_turned ? k : m) * a_row, 0.3),
                    b = numbers((b_turned ? n : k) * b_row, 2), c = numbers(m * c_row, 5);

  static std::vector<real> numbers(std::int64_t count, double phase) {
    std::vector<real> out;
    for (std::int64_t i = 0; i < count; ++i) {
      out.push_back(static_cast<real>(std::sin(phase + 1.7 * static_cast<double>(i))));
    }
    return out;
  }
  double expected(std::int64_t i, std::int64_t j) const {
    double sum = add ? static_cast<double>(c[static_cast<std::size_t>(i * c_row + j)]) : 0;
    for (std::int64_t l = 0; l < k; ++l) {
      sum += static_cast<double>(
                 a[static_cast<std::size_t>(a_turned ? l * a_row + i : i * a_row + l)]) *
             static_cast<double>(
                 b[static_cast<std::size_t>(b_turned ? j * b_row + l : l * b_row + j)]);
    }
    return sum;
  }
  MatrixView first(const real* at) const {
    if (a_turned) return MatrixView(at, k, m, a_row).transpose();
    return {at, m, k, a_row};
  }
  MatrixView second(const real* bt) const {
    if (b_turned) return MatrixView(bt, n, k, b_row).transpose();
    return {bt, k, n, b_row};
  }
  bool compute(const real* at, const real* bt, real* ct) const {
    return onednn_gemm(first(at), second(bt), Accumulate(add), {ct, m, n, c_row});
  }
};

// Whether this build and this processor have it at all.
bool available() {
  bool wide = false;
  for (const BlasKernel& each : blas_kernels()) {
    wide = wide || (each.runs_here && each.generation == 4);
  }
  return wide && !onednn_version().empty();
}

bool computes(std::int64_t rows, std::int64_t columns, std::int64_t depth, bool a_turned = false) {
  std::vector<real> a(static_cast<std::size_t>(rows * depth)),
      b(static_cast<std::size_t>(columns * depth));
  std::vector<real> c(static_cast<std::size_t>(rows * columns));
  MatrixView first(a.data(), rows, depth);
  if (a_turned) first = MatrixView(a.data(), depth, rows).transpose();
  return onednn_gemm(first, MatrixView(b.data(), columns, depth).transpose(), Accumulate::no,
                     {c.data(), rows, columns});
}

TEST_CASE(
    "oneDNN's products: sums of products, transposed or not, written or added; padding is not "
    "touched") {
  set_blas_threads(1);
  const Case given{GENERATE(false, true), GENERATE(false, true), GENERATE(false, true)};
  Case computed = given;
  REQUIRE(given.compute(given.a.data(), given.b.data(), computed.c.data()) == available());
  if (!available()) {
    REQUIRE(computed.c == given.c);  // nothing is done
    return;
  }
  for (std::int64_t i = 0; i < m; ++i) {
    for (std::int64_t j = 0; j < n; ++j) {
      REQUIRE(static_cast<double>(computed.c[static_cast<std::size_t>(i * given.c_row + j)]) ==
              Approx(given.expected(i, j)).margin(2e-5));
    }
    for (std::int64_t j = n; j < given.c_row; ++j) {
      REQUIRE(computed.c[static_cast<std::size_t>(i * given.c_row + j)] ==
              given.c[static_cast<std::size_t>(i * given.c_row + j)]);
    }
  }
}

TEST_CASE("oneDNN's products: the bits are the same wherever the numbers lie") {
  set_blas_threads(1);
  const Case given{GENERATE(false, true), GENERATE(false, true), false};
  Case first = given;
  REQUIRE(given.compute(given.a.data(), given.b.data(), first.c.data()) == available());
  if (!available()) return;
  for (const std::size_t shift : {std::size_t{1}, std::size_t{5}, std::size_t{16}}) {
    std::vector<real> a(shift), b(2 * shift), c(3 * shift);
    a.insert(a.end(), given.a.begin(), given.a.end());
    b.insert(b.end(), given.b.begin(), given.b.end());
    c.insert(c.end(), given.c.begin(), given.c.end());
    REQUIRE(given.compute(a.data() + shift, b.data() + 2 * shift, c.data() + 3 * shift));
    REQUIRE(std::vector<real>(c.begin() + static_cast<std::ptrdiff_t>(3 * shift), c.end()) ==
            first.c);
  }
}

TEST_CASE("oneDNN computes large products only, where it is faster") {
  set_blas_threads(1);
  REQUIRE(computes(128, 128, 64) == available());
  REQUIRE_FALSE(computes(128, 128, 63));
  REQUIRE_FALSE(computes(15, 1024, 1024));
  REQUIRE(computes(520, 512, 1024, true) == available());
  REQUIRE_FALSE(computes(520, 512, 1025, true));
  REQUIRE(computes(512, 512, 1025, true) == available());
}

#ifndef REGSWEEP_DOUBLE
TEST_CASE(
    "products of a model go through oneDNN where it computes, else through OpenBLAS, bit for bit") {
  set_blas_threads(1);
  const Case given{true, false, true};
  Case expected = given, computed = given;
  if (!given.compute(given.a.data(), given.b.data(), expected.c.data())) {
    gemm(given.first(given.a.data()), given.second(given.b.data()), Accumulate::yes,
         {expected.c.data(), m, n, given.c_row});
  }
  Products(Precision::float32)(given.first(given.a.data()), given.second(given.b.data()),
                               Accumulate::yes, {computed.c.data(), m, n, given.c_row});
  REQUIRE(computed.c == expected.c);
}
#endif

}  // namespace regsweep::onednn_gemm_test
