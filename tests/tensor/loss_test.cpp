// Losses and their gradients against their formulas.
#include "tensor/kernels/loss.hpp"

#include <catch2/catch.hpp>
#include <cmath>
#include <limits>

namespace regsweep::loss_test {

constexpr std::int64_t B = 131, K = 7;  // more rows than one group, no multiple of it

std::vector<real> logits() {
  std::vector<real> z;
  for (int i = 0; i < B * K; ++i) z.push_back(static_cast<real>(3 * std::sin(0.9 * i)));
  return z;
}

Labels labels() {
  Labels y;
  for (int b = 0; b < B; ++b) y.push_back(b * 5 % static_cast<int>(K));
  return y;
}

double log_softmax(const std::vector<real>& z, std::size_t b, std::size_t k) {
  double sum = 0;
  for (std::size_t j = 0; j < K; ++j) sum += std::exp(static_cast<double>(z[b * K + j]));
  return static_cast<double>(z[b * K + k]) - std::log(sum);
}

TEST_CASE("cross-entropy: loss, errors and gradient against class labels") {
  const std::vector<real> z = logits();
  const Labels y = labels();
  std::vector<real> g = z;
  const LossSums sums = kernels::cross_entropy(B, K, g.data(), y.data(), nullptr, real(0.25));
  double loss = 0;
  std::int64_t errors = 0;
  for (std::size_t b = 0; b < B; ++b) {
    std::size_t best = 0;
    for (std::size_t k = 0; k < K; ++k) {
      if (z[b * K + k] > z[b * K + best]) best = k;
      const double expected =
          0.25 * (std::exp(log_softmax(z, b, k)) - (static_cast<std::int32_t>(k) == y[b]));
      REQUIRE(static_cast<double>(g[b * K + k]) == Approx(expected).epsilon(1e-5).margin(1e-7));
    }
    loss -= log_softmax(z, b, static_cast<std::size_t>(y[b]));
    errors += static_cast<std::int32_t>(best) != y[b];
  }
  REQUIRE(sums.loss == Approx(loss).epsilon(1e-6));
  REQUIRE(sums.errors == static_cast<double>(errors));
  REQUIRE(sums.count == B);
}

TEST_CASE("cross-entropy: against distributions, and one-hot distributions are labels") {
  const std::vector<real> z = logits();
  const Labels y = labels();
  std::vector<real> soft(B * K, real(0.1 / K)), hard(B * K, real(0));
  for (std::size_t b = 0; b < B; ++b) {
    const std::size_t target = b * K + static_cast<std::size_t>(y[b]);
    soft[target] += real(0.9);
    hard[target] = 1;
  }
  std::vector<real> g = z, by_label = z, by_hard = z;
  const LossSums sums = kernels::cross_entropy(B, K, g.data(), y.data(), soft.data(), 1);
  double loss = 0;
  for (std::size_t b = 0; b < B; ++b) {
    for (std::size_t k = 0; k < K; ++k) {
      loss -= static_cast<double>(soft[b * K + k]) * log_softmax(z, b, k);
      REQUIRE(static_cast<double>(g[b * K + k]) ==
              Approx(std::exp(log_softmax(z, b, k)) - static_cast<double>(soft[b * K + k]))
                  .epsilon(1e-5)
                  .margin(1e-6));
    }
  }
  REQUIRE(sums.loss == Approx(loss).epsilon(1e-6));
  REQUIRE(kernels::cross_entropy(B, K, by_hard.data(), y.data(), hard.data(), 1).loss ==
          Approx(kernels::cross_entropy(B, K, by_label.data(), y.data(), nullptr, 1).loss)
              .epsilon(1e-12));
}

TEST_CASE(
    "cross-entropy: large logits do not overflow, and numbers that are not finite stay visible") {
  const std::int32_t label = 1;
  real large[] = {1000, 0, -1000};
  REQUIRE(kernels::cross_entropy(1, 3, large, &label, nullptr, 1).loss == Approx(1000));
  for (const real bad :
       {std::numeric_limits<real>::quiet_NaN(), std::numeric_limits<real>::infinity()}) {
    real z[] = {0, 1, bad};
    REQUIRE(!std::isfinite(kernels::cross_entropy(1, 3, z, &label, nullptr, 1).loss));
  }
}

TEST_CASE("squared error: mean over outputs, sum over the batch") {
  real z[] = {1, 2, 3, 5};
  const real y[] = {0, 2, 1, 1};
  const LossSums sums = kernels::squared_error(2, 2, z, y, real(0.5));
  REQUIRE(sums.loss == Approx((1.0 + 0 + 4 + 16) / 2));
  REQUIRE(sums.count == 2);
  REQUIRE(std::vector<double>(z, z + 4) == std::vector<double>{0.5, 0, 1, 2});
}

TEST_CASE("cross-entropy: a label of -1 asks nothing, and every example's own loss can be had") {
  constexpr std::int64_t examples = 3;
  constexpr std::int64_t classes = 4;
  const std::vector<real> logits{1, 2, 3, -1, 0.5, 0.25, 9, 1, -2, 0, 1, 1};
  const std::int32_t all[] = {2, 0, 3}, some[] = {2, -1, 3};
  std::vector<real> z = logits, y = logits;
  double losses[examples], fewer[examples];
  const LossSums whole =
      kernels::cross_entropy(examples, classes, z.data(), all, nullptr, 1, losses);
  const LossSums part =
      kernels::cross_entropy(examples, classes, y.data(), some, nullptr, 1, fewer);
  REQUIRE(whole.count == 3);
  REQUIRE(part.count == 2);
  REQUIRE(whole.loss == Approx(losses[0] + losses[1] + losses[2]));
  REQUIRE(part.loss == Approx(losses[0] + losses[2]));
  REQUIRE(fewer[1] == 0);
  REQUIRE(part.errors == whole.errors - 1);
  for (std::size_t k = 0; k < classes; ++k) {
    REQUIRE(y[classes + k] == 0);
    REQUIRE(y[k] == z[k]);
  }
}

}  // namespace regsweep::loss_test
