// Batch normalization against its definition and against finite differences.
#include "tensor/kernels/batch_norm.hpp"

#include <catch2/catch.hpp>
#include <cmath>
#include <vector>

namespace regsweep::batch_norm_test {

std::vector<real> waves(std::int64_t count, double slope) {
  std::vector<real> made;
  for (std::int64_t i = 0; i < count; ++i) {
    made.push_back(static_cast<real>(1.5 + std::sin(slope * static_cast<double>(i))));
  }
  return made;
}

// The output for given x, gain and bias, with the statistics of x or with constants.
struct BatchNormed {
  BatchNormed(std::int64_t rows, std::int64_t C, bool of_rows, const std::vector<real>& x,
              const std::vector<real>& gain, const std::vector<real>& bias)
      : mean(static_cast<std::size_t>(C), real(0.3)),
        inverse(static_cast<std::size_t>(C), real(1.7)),
        y(x.size()) {
    if (of_rows) {
      kernels::column_moments(rows, C, x.data(), mean.data(), inverse.data());
      kernels::inverse_deviations(C, inverse.data(), inverse.data());
    }
    kernels::normalize_columns(rows, C, x.data(), mean.data(), inverse.data(), gain.data(),
                               bias.data(), y.data());
  }
  std::vector<real> mean, inverse, y;
};

double weighted(const std::vector<real>& y, const std::vector<real>& g) {
  double sum = 0;
  for (std::size_t i = 0; i < y.size(); ++i) {
    sum += static_cast<double>(y[i]) * static_cast<double>(g[i]);
  }
  return sum;
}

TEST_CASE("batch norm: moments of columns, biased, also far from 0") {
  const std::vector<real> x{1, 1000, 3, 1001, 8, 1002};
  std::vector<real> mean(2), variance(2);
  kernels::column_moments(3, 2, x.data(), mean.data(), variance.data());
  CHECK(mean[0] == Approx(4));
  CHECK(variance[0] == Approx(26.0 / 3));
  CHECK(mean[1] == Approx(1001));
  CHECK(variance[1] == Approx(2.0 / 3));
  kernels::inverse_deviations(2, variance.data(), variance.data());
  CHECK(variance[1] == Approx(1 / std::sqrt(2.0 / 3 + 1e-5)));
}

TEST_CASE("batch norm: columns have mean bias and deviation gain, a constant column the bias") {
  constexpr std::int64_t rows = 9, C = 37;
  std::vector<real> x = waves(rows * C, 0.9);
  for (std::int64_t r = 0; r < rows; ++r) x[static_cast<std::size_t>(r * C)] = 4;
  const std::vector<real> gain = waves(C, 0.3), bias = waves(C, 0.7);
  const BatchNormed made(rows, C, true, x, gain, bias);
  for (std::size_t c = 0; c < C; ++c) {
    double sum = 0, squares = 0;
    for (std::size_t r = 0; r < rows; ++r) {
      const double y = static_cast<double>(made.y[r * C + c]);
      sum += y;
      squares += y * y;
    }
    const double mean = sum / rows, variance = squares / rows - mean * mean;
    CHECK(mean == Approx(static_cast<double>(bias[c])).margin(1e-4));
    const double expected = c == 0 ? 0 : static_cast<double>(gain[c] * gain[c]);
    CHECK(variance == Approx(expected).epsilon(1e-3).margin(1e-4));
  }
}

TEST_CASE("batch norm: gradients equal finite differences, in place too") {
#ifdef REGSWEEP_DOUBLE
  constexpr double step = 1e-6, margin = 1e-7;
#else
  constexpr double step = 1e-2, margin = 2e-2;
#endif
  constexpr std::int64_t rows = 5, C = 7;
  const bool of_rows = GENERATE(true, false);
  std::vector<real> x = waves(rows * C, 1.1), gain = waves(C, 0.3), bias = waves(C, 0.7);
  const std::vector<real> g = waves(rows * C, 2.1);
  const BatchNormed made(rows, C, of_rows, x, gain, bias);
  std::vector<real> dx = g, dgain(C, 9), dbias(C, 9);
  kernels::normalize_columns_backward(rows, C, x.data(), made.mean.data(), made.inverse.data(),
                                      gain.data(), of_rows, dx.data(), dx.data(), dgain.data(),
                                      dbias.data());
  const auto check = [&](std::vector<real>& of, const std::vector<real>& gradient) {
    for (std::size_t i = 0; i < of.size(); ++i) {
      const real before = of[i];
      of[i] = before + static_cast<real>(step);
      const double above = weighted(BatchNormed(rows, C, of_rows, x, gain, bias).y, g);
      of[i] = before - static_cast<real>(step);
      const double below = weighted(BatchNormed(rows, C, of_rows, x, gain, bias).y, g);
      of[i] = before;
      CHECK(static_cast<double>(gradient[i]) ==
            Approx((above - below) / (2 * step)).margin(margin).epsilon(margin));
    }
  };
  check(x, dx);
  check(gain, dgain);
  check(bias, dbias);
}

}  // namespace regsweep::batch_norm_test
