// Layer normalization against its definition and against finite differences.
#include "tensor/kernels/layer_norm.hpp"

#include <catch2/catch.hpp>
#include <cmath>
#include <vector>

namespace regsweep::layer_norm_test {

std::vector<real> numbers(std::int64_t count, double slope) {
  std::vector<real> made;
  for (std::int64_t i = 0; i < count; ++i) {
    made.push_back(static_cast<real>(1.5 + std::sin(slope * static_cast<double>(i))));
  }
  return made;
}

TEST_CASE("layer norm: rows have mean 0 and deviation 1 before gain and bias") {
  const std::int64_t rows = 3, C = GENERATE(1, 7, 32, 45);
  const std::vector<real> x = numbers(rows * C, 0.9), gain = numbers(C, 0.3),
                          bias = numbers(C, 0.7);
  std::vector<real> y(x.size()), mean(rows), inverse(rows);
  const bool biased = GENERATE(true, false);
  kernels::layer_norm(rows, C, x.data(), gain.data(), biased ? bias.data() : nullptr, y.data(),
                      mean.data(), inverse.data());
  for (std::int64_t r = 0; r < rows; ++r) {
    double sum = 0, squares = 0;
    for (std::int64_t c = 0; c < C; ++c) {
      sum += static_cast<double>(x[static_cast<std::size_t>(r * C + c)]);
    }
    const double m = sum / static_cast<double>(C);
    for (std::int64_t c = 0; c < C; ++c) {
      squares += std::pow(static_cast<double>(x[static_cast<std::size_t>(r * C + c)]) - m, 2);
    }
    const double deviation = std::sqrt(squares / static_cast<double>(C) + 1e-5);
    for (std::int64_t c = 0; c < C; ++c) {
      const auto at = static_cast<std::size_t>(r * C + c), column = static_cast<std::size_t>(c);
      const double expected =
          (static_cast<double>(x[at]) - m) / deviation * static_cast<double>(gain[column]) +
          (biased ? static_cast<double>(bias[column]) : 0);
      REQUIRE(static_cast<double>(y[at]) == Approx(expected).margin(1e-4));
    }
  }
}

TEST_CASE("layer norm: gradients equal finite differences; that of x is added") {
  constexpr std::int64_t rows = 3, C = 37;
#ifdef REGSWEEP_DOUBLE
  constexpr double step = 1e-6, margin = 1e-7;
#else
  constexpr double step = 1e-2, margin = 2e-2;
#endif
  std::vector<real> x = numbers(rows * C, 0.9), gain = numbers(C, 0.3), bias = numbers(C, 0.7);
  const std::vector<real> g = numbers(rows * C, 2.1);
  std::vector<real> y(x.size()), mean(rows), inverse(rows), dx(x.size(), real(0.25)), dgain(C, 9),
      dbias(C, 9);
  const auto loss = [&] {
    kernels::layer_norm(rows, C, x.data(), gain.data(), bias.data(), y.data(), mean.data(),
                        inverse.data());
    double sum = 0;
    for (std::size_t i = 0; i < y.size(); ++i) {
      sum += static_cast<double>(g[i]) * static_cast<double>(y[i]);
    }
    return sum;
  };
  loss();
  kernels::layer_norm_backward(rows, C, x.data(), mean.data(), inverse.data(), gain.data(),
                               g.data(), dx.data(), dgain.data(), dbias.data());
  const auto difference = [&](real& value) {
    const real before = value;
    value = static_cast<real>(static_cast<double>(before) + step);
    const double above = loss();
    value = static_cast<real>(static_cast<double>(before) - step);
    const double below = loss();
    value = before;
    return (above - below) / (2 * step);
  };
  for (std::size_t i = 0; i < x.size(); ++i) {
    REQUIRE(static_cast<double>(dx[i]) - 0.25 == Approx(difference(x[i])).margin(margin));
  }
  for (std::size_t c = 0; c < C; ++c) {
    REQUIRE(static_cast<double>(dgain[c]) == Approx(difference(gain[c])).margin(margin));
    REQUIRE(static_cast<double>(dbias[c]) == Approx(difference(bias[c])).margin(margin));
  }
}

}  // namespace regsweep::layer_norm_test
