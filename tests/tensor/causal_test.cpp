// Causal products and softmax against their definitions, at sizes that fill no vector and no strip.
#include "tensor/kernels/causal.hpp"

#include <catch2/catch.hpp>
#include <cmath>
#include <vector>

namespace regsweep::causal_test {

using kernels::padded;

constexpr std::int64_t stride = 70;

real number(std::int64_t i) {
  return static_cast<real>(std::sin(0.3 + 1.7 * static_cast<double>(i)));
}

std::vector<real> numbers(std::int64_t count) {
  std::vector<real> made;
  for (std::int64_t i = 0; i < count; ++i) made.push_back(number(i));
  return made;
}

// A lower triangle with whatever rubbish above it that a caller must not see.
std::vector<real> square(std::int64_t T, real above) {
  std::vector<real> made(static_cast<std::size_t>(T * padded(T)), 0);
  for (std::int64_t i = 0; i < T; ++i) {
    for (std::int64_t j = 0; j < T; ++j) {
      made[static_cast<std::size_t>(i * padded(T) + j)] = j <= i ? number(7 * i + j) : above;
    }
  }
  return made;
}

real at(const std::vector<real>& x, std::int64_t row, std::int64_t column, std::int64_t columns) {
  return x[static_cast<std::size_t>(row * padded(columns) + column)];
}

TEST_CASE("causal: scores and both matrix products are those on and below the diagonal") {
  const std::int64_t T = GENERATE(1, 2, 3, 5, 16, 21, 35), D = GENERATE(1, 5, 16, 24, 64);
  const std::vector<real> x = numbers(T * stride), y = numbers(2 * T * stride);
  const real *q = x.data(), *k = y.data() + 3;
  std::vector<real> queries(static_cast<std::size_t>(T * padded(D)), 9), keys = queries,
                                                                         out = queries;
  std::vector<real> transposed(static_cast<std::size_t>(D * padded(T)), 9),
      S(static_cast<std::size_t>(T * padded(T)), 9);
  kernels::pack(T, D, q, stride, queries.data());
  kernels::pack(T, D, k, stride, keys.data());
  kernels::pack_transposed(T, D, k, stride, transposed.data());
  kernels::causal_scores(T, D, real(0.7), queries.data(), transposed.data(), S.data());
  for (std::int64_t i = 0; i < T; ++i) {
    for (std::int64_t j = 0; j <= i; ++j) {
      double sum = 0;
      for (std::int64_t d = 0; d < D; ++d) {
        sum += static_cast<double>(q[i * stride + d]) * static_cast<double>(k[j * stride + d]);
      }
      REQUIRE(at(S, i, j, T) == Approx(0.7 * sum).margin(1e-4));
    }
  }
  const std::vector<real> A = square(T, 0);
  kernels::causal_matmul(T, D, real(1.3), A.data(), keys.data(), out.data());
  for (std::int64_t i = 0; i < T; ++i) {
    for (std::int64_t d = 0; d < D; ++d) {
      double sum = 0;
      for (std::int64_t j = 0; j <= i; ++j) {
        sum += static_cast<double>(at(A, i, j, T)) * static_cast<double>(k[j * stride + d]);
      }
      REQUIRE(at(out, i, d, D) == Approx(1.3 * sum).margin(1e-4));
    }
  }
  kernels::causal_matmul_transposed(T, D, real(1.3), A.data(), keys.data(), out.data());
  for (std::int64_t j = 0; j < T; ++j) {
    for (std::int64_t d = 0; d < D; ++d) {
      double sum = 0;
      for (std::int64_t i = j; i < T; ++i) {
        sum += static_cast<double>(at(A, i, j, T)) * static_cast<double>(k[i * stride + d]);
      }
      REQUIRE(at(out, j, d, D) == Approx(1.3 * sum).margin(1e-4));
    }
  }
}

TEST_CASE(
    "causal: softmax sums to 1 over the past and is exactly 0 after it as far as products look, "
    "whatever stood there") {
  const std::int64_t T = GENERATE(1, 3, 16, 21, 50);
  std::vector<real> S = square(T, real(1e30));
  const std::vector<real> before = S;
  kernels::causal_softmax(T, S.data());
  for (std::int64_t i = 0; i < T; ++i) {
    double sum = 0;
    for (std::int64_t j = 0; j <= i; ++j) sum += std::exp(static_cast<double>(at(before, i, j, T)));
    for (std::int64_t j = 0; j < padded(T); ++j) {
      const real weight = S[static_cast<std::size_t>(i * padded(T) + j)];
      if (j > i && j < padded(i + 1) + 16) REQUIRE(weight == 0);
      if (j <= i) {
        REQUIRE(weight ==
                Approx(std::exp(static_cast<double>(at(before, i, j, T))) / sum).epsilon(1e-5));
      }
    }
  }
  const std::vector<real> ones(static_cast<std::size_t>(T * padded(5)), 1);
  std::vector<real> sums = ones, spread = ones;
  kernels::causal_matmul(T, 5, 1, S.data(), ones.data(), sums.data());
  kernels::causal_matmul_transposed(T, 5, 1, S.data(), ones.data(), spread.data());
  double all = 0;
  for (std::int64_t i = 0; i < T; ++i) REQUIRE(at(sums, i, 4, 5) == Approx(1).epsilon(1e-5));
  for (std::int64_t j = 0; j < T; ++j) all += static_cast<double>(at(spread, j, 4, 5));
  REQUIRE(all == Approx(static_cast<double>(T)).epsilon(1e-5));
}

TEST_CASE(
    "causal: a key at minus infinity gets weight 0 and passes no gradient; a NaN stays visible") {
  constexpr std::int64_t T = 5;
  std::vector<real> S = square(T, 0), G = square(T, real(1e30)), broken = S;
  S[4 * padded(T) + 2] = -std::numeric_limits<real>::infinity();
  kernels::causal_softmax(T, S.data());
  REQUIRE(at(S, 4, 2, T) == 0);
  kernels::causal_softmax_backward(T, S.data(), G.data());
  REQUIRE(at(G, 4, 2, T) == 0);
  double sum = 0;
  for (std::int64_t j = 0; j < padded(T); ++j) {
    sum += static_cast<double>(G[4 * padded(T) + static_cast<std::size_t>(j)]);
  }
  REQUIRE(sum == Approx(0).margin(1e-6));  // adding a constant to a row changes nothing
  broken[3 * padded(T) + 1] = std::numeric_limits<real>::quiet_NaN();
  kernels::causal_softmax(T, broken.data());
  REQUIRE(std::isnan(at(broken, 3, 0, T)));
}

TEST_CASE("causal: the product with a multiplier, in place or not, keeps 0 above the diagonal") {
  const std::int64_t T = GENERATE(1, 5, 16, 21);
  std::vector<real> multiplier(static_cast<std::size_t>(T * T));
  for (std::size_t i = 0; i < multiplier.size(); ++i) {
    multiplier[i] = number(static_cast<std::int64_t>(i) + 5);
  }
  const std::vector<real> A = square(T, 0);
  std::vector<real> out(A.size(), 0), in_place = A;
  kernels::causal_multiply(T, A.data(), {real(1.6), multiplier.data()}, out.data());
  kernels::causal_multiply(T, A.data(), {real(1.6), multiplier.data()}, in_place.data());
  kernels::causal_multiply(T, in_place.data(), {real(1.6), multiplier.data()}, in_place.data());
  for (std::int64_t i = 0; i < T; ++i) {
    for (std::int64_t j = 0; j < padded(T); ++j) {
      const real m = j < T ? multiplier[static_cast<std::size_t>(i * T + j)] : real(0);
      REQUIRE(at(out, i, j, T) == Approx(at(A, i, j, T) * m * real(1.6)).margin(1e-7));
      REQUIRE(at(in_place, i, j, T) ==
              Approx(at(A, i, j, T) * m * m * real(1.6) * real(1.6)).margin(1e-6));
    }
  }
}

TEST_CASE(
    "causal: the product with bits is that with the numbers they stand for, and keeps 0 above the "
    "diagonal") {
  const std::int64_t T = GENERATE(1, 5, 16, 21, 32);
  std::vector<std::uint16_t> kept(static_cast<std::size_t>(T * T / 16 + 8));
  for (std::size_t i = 0; i < kept.size(); ++i) {
    kept[i] = static_cast<std::uint16_t>(40503 * (i + 1));
  }
  const kernels::Factors factors{real(1.6), nullptr, kept.data(), 3};
  const std::vector<real> A = square(T, 0);
  std::vector<real> out(A.size(), 0);
  kernels::causal_multiply(T, A.data(), factors, out.data());
  for (std::int64_t i = 0; i < T; ++i) {
    for (std::int64_t j = 0; j < padded(T); ++j) {
      const bool keeps = (factors.from(i * T).bits(j) & 1u) != 0;
      REQUIRE(at(out, i, j, T) == (j <= i && keeps ? at(A, i, j, T) * real(1.6) : 0));
    }
  }
}

}  // namespace regsweep::causal_test
