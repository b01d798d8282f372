// Products of bf16 factors against sums of rounded factors in double.
#include "tensor/bf16_products.hpp"

#include <bit>
#include <catch2/catch.hpp>
#include <cmath>
#include <vector>

#include "core/error.hpp"
#include "tensor/gemm.hpp"
#include "tensor/kernels/bf16.hpp"

namespace regsweep::bf16_products_test {

#ifndef REGSWEEP_DOUBLE

std::vector<float> numbers(std::int64_t n, float phase) {
  std::vector<float> out;
  for (std::int64_t i = 0; i < n; ++i) {
    out.push_back(std::sin(phase + 1.7F * static_cast<float>(i)));
  }
  return out;
}

double rounded(float x) {
  std::uint16_t out = 0;
  kernels::round_to_bf16(1, &x, &out);
  return static_cast<double>(std::bit_cast<float>(static_cast<std::uint32_t>(out) << 16));
}

TEST_CASE(
    "bf16 products: sums of products of rounded factors, transposed or not, written or added") {
  if (!bf16_obstacle().empty()) {
    REQUIRE_THROWS_AS(Bf16Products(), ContractError);
    return;
  }
  const std::int64_t m = 7, n = 33, k = 19;
  const bool a_transposed = GENERATE(false, true), b_transposed = GENERATE(false, true),
             accumulate = GENERATE(false, true);
  const std::vector<float> a = numbers(m * k, 0.3F), b = numbers(k * n, 2),
                           before = numbers(m * n, 5);
  MatrixView A(a.data(), m, k), B(b.data(), k, n);
  if (a_transposed) A = MatrixView(a.data(), k, m).transpose();
  if (b_transposed) B = MatrixView(b.data(), n, k).transpose();
  std::vector<float> c = before, again = before;
  Bf16Products products;
  products.gemm(A, B, Accumulate(accumulate), {c.data(), m, n});
  // By bf16 instructions where they are faster, else by those of float32 from rounded factors.
  Products(Precision::bf16)(A, B, Accumulate(accumulate), {again.data(), m, n});
  if (bf16_is_fast()) REQUIRE(again == c);
  for (std::int64_t i = 0; i < m; ++i) {
    for (std::int64_t j = 0; j < n; ++j) {
      double sum =
          accumulate ? static_cast<double>(before[static_cast<std::size_t>(i * n + j)]) : 0;
      for (std::int64_t l = 0; l < k; ++l) {
        sum += rounded(a[static_cast<std::size_t>(a_transposed ? l * m + i : i * k + l)]) *
               rounded(b[static_cast<std::size_t>(b_transposed ? j * k + l : l * n + j)]);
      }
      for (const std::vector<float>* each : {&c, &again}) {
        REQUIRE(static_cast<double>((*each)[static_cast<std::size_t>(i * n + j)]) ==
                Approx(sum).margin(2e-6));
      }
    }
  }
}
#else
TEST_CASE("bf16 products: refused in double precision") {
  REQUIRE(bf16_obstacle().find("double precision") != std::string::npos);
  REQUIRE_THROWS_AS(Products(Precision::bf16), ContractError);
}
#endif

}  // namespace regsweep::bf16_products_test
